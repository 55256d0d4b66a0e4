/**
 * One word of a command line, written so that Windows' rules (CommandLineToArgvW, the C runtime) read it as it is:
 * quotes around blanks, a backslash before a quote, and backslashes doubled where a quote follows them.
 */
export function quoteWord(word: string): string {
  if (word !== "" && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/(\\*)("|$)/g, (_, backslashes: string, end: string) => {
    return `${backslashes}${backslashes}${end === "" ? "" : '\\"'}`;
  })}"`;
}

/** The words behind a program's name as one text. */
export function argumentLine(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}
