import { counted, printable } from "../model/quantities.ts";
import type { Rhythm } from "../model/rhythm.ts";
import { clockTime } from "../schedule/clock-time.ts";
import type { Registration } from "../schedule/registration.ts";
import type { ScheduledRun } from "../schedule/scheduled-run.ts";
import { isoDuration, marginMinutes } from "../schedule/time-limit.ts";
import { quoteWord } from "../schedule/windows-quoting.ts";
import { documentText } from "./write-result.ts";

/** What was written and what is left to do. */
export interface Written {
  readonly files: readonly string[];
  readonly registration: Registration;
}

/** What was written, what it will do, and the lines that register it. */
export function scheduleText(run: ScheduledRun, { files, registration }: Written, systemd: boolean): string {
  const facts = [
    ...files.map((file) => `Written   ${file}`),
    `Starts    ${rhythmWords(run.rhythm)}, as ${run.principal}`,
    `Runs      ${[run.program, ...run.words].map(quoteWord).join(" ")}`,
    `In        ${run.workingDirectory}`,
    `Limit     ${limitWords(run, systemd)}`,
  ];
  const lines = registration.lines.map((line) => `  ${line}`);
  return `${[...facts, "", `${registration.about}:`, ...lines].map(printable).join("\n")}\n`;
}

/** The same as one JSON document. */
export function scheduleJson(run: ScheduledRun, { files, registration }: Written): string {
  const { name, principal, program, words, workingDirectory, timeLimit } = run;
  return documentText({
    formatVersion: 1,
    files,
    name,
    principal,
    program,
    arguments: words,
    workingDirectory,
    executionTimeLimit: isoDuration(timeLimit.minutes),
    register: registration.lines,
  });
}

function rhythmWords(rhythm: Rhythm): string {
  if (rhythm.kind === "every") return `every ${counted(rhythm.minutes, "minute", "minutes")}`;
  return `daily at ${clockTime(rhythm.hour, rhythm.minute)} local time`;
}

function limitWords({ timeLimit: { minutes, fromDeadline } }: ScheduledRun, systemd: boolean): string {
  const stopper = systemd ? "systemd" : "Task Scheduler";
  if (fromDeadline)
    return `${stopper} stops a pass ${marginMinutes} minutes after its deadline; it should have ended by then`;
  return `${stopper} stops a pass hard after ${minutes / 60} hours; with --deadline it ends by itself and publishes what it has`;
}
