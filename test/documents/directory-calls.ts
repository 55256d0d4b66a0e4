import type { Call } from "./calls.ts";

/** Whether a call needs a directory: directory-commands.test.ts runs it. */
export function runsInDirectory({ words }: Call): boolean {
  return words.some((word) => word.startsWith("ldaps://"));
}
