import type { ScheduledRun } from "../../src/schedule/scheduled-run.ts";

/** A run as it is on a Windows server, with other parts where a test gives them. */
export function sampleRun(parts: Partial<ScheduledRun> = {}): ScheduledRun {
  return {
    name: "exophotos",
    description: "Exports photos",
    principal: "CONTOSO\\photos$",
    rhythm: { kind: "daily", hour: 2, minute: 0 },
    timeLimit: { minutes: 255, fromDeadline: true },
    program: "C:\\Program Files\\exophotos\\exophotos.exe",
    words: ["export", "--out=D:\\Photos"],
    workingDirectory: "C:\\Program Files\\exophotos",
    ...parts,
  };
}

/** Names that quoting goes wrong with. */
export const awkwardWords = [
  "--out=D:\\My Photos\\",
  '--out=D:\\"quoted" & more\\\\',
  "--filter=department eq 'R&D' and city ne \"Köln\"",
  'a\\"b',
  '\\\\server\\share\\"',
  "<tag> 写真 📷 ‘typographic’",
  "tab\there",
  '"',
  "\\",
  "",
];
