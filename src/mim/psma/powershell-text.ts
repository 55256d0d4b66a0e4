/** The first words of every file of the folder: what tells ours from files that somebody else wrote. */
export const psmaMarker = "Written by exophotos mim psma";

/**
 * A PowerShell string literal that stands for exactly this text. PowerShell takes the typographic single quotes for
 * quotes as well, so each of them is doubled.
 */
export function quotePowerShell(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

/** Text as Windows PowerShell 5.1 and Notepad read it right: CRLF, UTF-8 with a byte order mark. */
export function windowsText(text: string): string {
  return `\ufeff${text.replaceAll(/\r?\n/g, "\r\n")}`;
}
