import { jsonReporter } from "../cli/json-reporter.ts";
import { isForMachines } from "../cli/standard-error.ts";
import { terminalReporter } from "../cli/terminal-reporter.ts";
import { type Tone, toned } from "../cli/tone.ts";
import { liveWork, silentWork, type WorkReporter, workInSentences } from "../cli/work-reporter.ts";
import type { PassListener } from "../export/events.ts";
import { printable } from "../model/quantities.ts";
import { createLog } from "../platform/log.ts";
import type { ConsoleSettings } from "../settings/parts.ts";
import type { Services } from "./services.ts";

/** Shows a pass; `close` puts the terminal right and waits until everything is written. */
export interface PassReporter {
  readonly listener: PassListener;
  close(): Promise<void>;
}

/** Live lines on a terminal, JSON lines elsewhere, unless `--log-format` says otherwise. */
export function reporterFor(settings: ConsoleSettings, { stderr, canRedraw, clock }: Services): PassReporter {
  const { quiet, verbose, logFormat } = settings;
  if (!isForMachines(logFormat, stderr)) {
    const { listener, close } = terminalReporter({ stream: stderr, clock, canRedraw, quiet, verbose });
    return { listener, close: async () => close() };
  }
  const log = createLog({ destination: stderr, level: verbose ? "debug" : "info" });
  return { listener: jsonReporter({ log, clock, quiet }), close: () => log.close() };
}

/**
 * The same for verbs that are no pass: a live line for each kind of work on a terminal, a sentence or a log line every ten
 * seconds elsewhere. `holdLeftMs` is how long Graph still has everything wait.
 */
export function workReporterFor(
  settings: ConsoleSettings,
  services: Services,
  holdLeftMs: () => number = () => 0,
): WorkReporter {
  const { stderr, canRedraw, clock } = services;
  if (settings.quiet) return silentWork;
  if (canRedraw && !isForMachines(settings.logFormat, stderr)) return liveWork(stderr, clock, holdLeftMs);
  return workInSentences(clock, (sentence, facts) => tell(settings, services, "info", sentence, facts));
}

/** A sentence beside the results, see `tell`; nothing under `--quiet`. */
export function say(settings: ConsoleSettings, services: Services, sentence: string): void {
  if (!settings.quiet) tell(settings, services, "info", sentence);
}

const tones = { info: "plain", warn: "attention" } as const satisfies Record<string, Tone>;

/** A sentence under `--quiet` as well: a log line with its facts where nobody watches. */
export function tell(
  { logFormat }: ConsoleSettings,
  { stderr }: Services,
  level: "info" | "warn",
  sentence: string,
  facts: object = {},
): void {
  if (isForMachines(logFormat, stderr)) {
    createLog({ destination: stderr, level: "info" })[level]({ event: "note", ...facts }, sentence);
  } else stderr.write(`${toned(printable(sentence), tones[level], stderr)}\n`);
}

/** What to do next, for a person at a terminal who has not asked for a document. */
export function sayNext({ quiet, json, logFormat }: ConsoleSettings, { stderr }: Services, next: string): void {
  if (quiet || json || stderr.isTTY !== true || isForMachines(logFormat, stderr)) return;
  stderr.write(`${toned("Next:", "heading", stderr)} ${printable(next)}\n`);
}
