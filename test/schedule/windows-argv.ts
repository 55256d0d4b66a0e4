/**
 * The words that a Windows program finds in its command line behind its own name, by the rules that are documented for
 * CommandLineToArgvW. Shares nothing with what writes them.
 */
export function windowsArgv(line: string): string[] {
  const words: string[] = [];
  let at = 0;
  const isBlank = (character: string | undefined) => character === " " || character === "\t";
  for (;;) {
    while (isBlank(line[at])) at += 1;
    if (at >= line.length) return words;
    let word = "";
    let inQuotes = false;
    while (at < line.length && (inQuotes || !isBlank(line[at]))) {
      let backslashes = 0;
      while (line[at] === "\\") {
        backslashes += 1;
        at += 1;
      }
      if (line[at] !== '"') {
        word += "\\".repeat(backslashes);
        if (at < line.length && (inQuotes || !isBlank(line[at]))) word += line[at++];
        continue;
      }
      word += "\\".repeat(Math.floor(backslashes / 2));
      at += 1;
      if (backslashes % 2 === 1) word += '"';
      else if (inQuotes && line[at] === '"') {
        word += '"';
        at += 1;
      } else inQuotes = !inQuotes;
    }
    words.push(word);
  }
}
