import { resolve } from "node:path";
import { isSea } from "node:sea";

/** What to start to run this program again: an executable, and the words that go before those of the command line. */
export interface RunningProgram {
  readonly executable: string;
  readonly words: readonly string[];
}

/** The single executable that runs, or Node with the script that it was given. */
export function runningProgram(): RunningProgram {
  const [, script] = process.argv;
  return { executable: process.execPath, words: isSea() || script === undefined ? [] : [resolve(script)] };
}
