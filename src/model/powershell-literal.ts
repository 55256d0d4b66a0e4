/**
 * A PowerShell string literal that stands for exactly this text. PowerShell takes the typographic single quotes for
 * quotes as well, so each of them is doubled.
 */
export function quotePowerShell(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}
