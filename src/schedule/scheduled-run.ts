import type { Rhythm } from "../model/rhythm.ts";
import type { TimeLimit } from "./time-limit.ts";

/** What is to be run by itself, when, and as whom. */
export interface ScheduledRun {
  readonly name: string;
  readonly description: string;
  readonly principal: string;
  readonly rhythm: Rhythm;
  readonly timeLimit: TimeLimit;
  /** Absolute path of the executable. */
  readonly program: string;
  readonly words: readonly string[];
  /** Absolute path. */
  readonly workingDirectory: string;
}
