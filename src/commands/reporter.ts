import { jsonReporter } from "../cli/json-reporter.ts";
import { isForMachines } from "../cli/standard-error.ts";
import { terminalReporter } from "../cli/terminal-reporter.ts";
import type { PassListener } from "../export/events.ts";
import { createLog } from "../platform/log.ts";
import type { ConsoleSettings } from "../settings/parts.ts";
import type { Services } from "./services.ts";

/** Shows a pass; `close` puts the terminal right and waits until everything is written. */
export interface PassReporter {
  readonly listener: PassListener;
  close(): Promise<void>;
}

/** A progress bar on a terminal, JSON lines elsewhere, unless `--log-format` says otherwise. */
export function reporterFor(settings: ConsoleSettings, { stderr, clock }: Services): PassReporter {
  const { quiet, verbose, logFormat } = settings;
  if (!isForMachines(logFormat, stderr)) {
    const { listener, close } = terminalReporter({ stream: stderr, clock, quiet, verbose });
    return { listener, close: async () => close() };
  }
  const log = createLog({ destination: stderr, level: verbose ? "debug" : "info" });
  return { listener: jsonReporter({ log, clock, quiet }), close: () => log.close() };
}

/** A sentence beside the results, see `tell`; nothing under `--quiet`. */
export function say(settings: ConsoleSettings, services: Services, sentence: string): void {
  if (!settings.quiet) tell(settings, services, "info", sentence);
}

/** A sentence under `--quiet` as well: a log line with its facts where nobody watches. */
export function tell(
  { logFormat }: ConsoleSettings,
  { stderr }: Services,
  level: "info" | "warn",
  sentence: string,
  facts: object = {},
): void {
  if (isForMachines(logFormat, stderr)) createLog({ destination: stderr, level: "info" })[level](facts, sentence);
  else stderr.write(`${sentence}\n`);
}
