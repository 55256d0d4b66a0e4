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

/** A sentence beside the results: a log line where nobody watches; nothing under `--quiet`. */
export function say({ quiet, logFormat }: ConsoleSettings, { stderr }: Services, sentence: string): void {
  if (quiet) return;
  if (isForMachines(logFormat, stderr)) createLog({ destination: stderr, level: "info" }).info({}, sentence);
  else stderr.write(`${sentence}\n`);
}
