/** Windows code pages with one byte a character, as a management agent's designer offers them. */
export const codePages = [
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-1258",
] as const;
export type CodePage = (typeof codePages)[number];

/** Encodings of a file for a management agent; those of manifest.csv among them. */
export const fileEncodings = ["utf8", "utf8-bom", "utf16le", "ascii", ...codePages] as const;
export type FileEncoding = (typeof fileEncodings)[number];
