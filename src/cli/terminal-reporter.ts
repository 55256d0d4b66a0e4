import type { PassEvent, PassListener, PassStage } from "../export/events.ts";
import type { PassSummary } from "../export/summary.ts";
import type { Clock } from "../platform/clock.ts";
import { noticeText, stageWords } from "./notice-text.ts";
import { createProgressBar, type TextStream } from "./progress-bar.ts";
import { printable } from "./quantities.ts";
import { summaryText } from "./summary-text.ts";

export interface TerminalReporterOptions {
  readonly stream: TextStream;
  readonly clock: Clock;
  /** Only the last line of the summary. */
  readonly quiet: boolean;
  /** Also each person who failed. */
  readonly verbose: boolean;
}

/** Receives a pass's events; `close` puts the terminal right again when a pass ended without its `ended` event. */
export interface Reporter {
  readonly listener: PassListener;
  close(): void;
}

/** Shows a pass to a person: one progress bar on a terminal (lines where there is none), notices, a summary at the end. */
export function terminalReporter({ stream, clock, quiet, verbose }: TerminalReporterOptions): Reporter {
  const bar = createProgressBar(stream, clock);
  let out = "";

  function say(line: string): void {
    if (!quiet) bar.above(() => stream.write(`${printable(line)}\n`));
  }

  function showStage(stage: PassStage): void {
    if (stream.isTTY !== true) say(`${stageWords[stage]} …`);
    else if (!quiet) bar.stage(stage);
  }

  function showSummary(summary: PassSummary): void {
    bar.stop();
    const lines = summaryText(summary, out);
    for (const line of quiet ? lines.slice(-1) : lines) stream.write(`${printable(line)}\n`);
  }

  function listener(event: PassEvent): void {
    switch (event.kind) {
      case "started":
        out = event.out;
        say(`Pass ${event.pass} into ${event.out}`);
        break;
      case "stage":
        showStage(event.stage);
        break;
      case "progress":
        bar.progress(event.counts);
        break;
      case "personFailed":
        if (verbose) say(`${event.userPrincipalName || event.objectId}: ${event.reason}. ${event.message}`);
        break;
      case "notice":
        say(noticeText(event.notice));
        break;
      case "ended":
        showSummary(event.summary);
    }
  }

  return { listener, close: bar.stop };
}
