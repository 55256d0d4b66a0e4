/** The first words of every file of the folder: what tells ours from files that somebody else wrote. */
export const psmaMarker = "Written by exophotos mim psma";

/** Text as Windows PowerShell 5.1 and Notepad read it right: CRLF, UTF-8 with a byte order mark. */
export function windowsText(text: string): string {
  return `\ufeff${text.replaceAll(/\r?\n/g, "\r\n")}`;
}
