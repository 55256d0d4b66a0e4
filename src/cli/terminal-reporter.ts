import type { PassEvent, PassListener } from "../export/events.ts";
import type { PassResult, PassSummary } from "../export/summary.ts";
import { printable } from "../model/quantities.ts";
import type { Clock } from "../platform/clock.ts";
import { createLiveArea } from "./live-area.ts";
import { noticeText, stageWords } from "./notice-text.ts";
import { createPassLines, progressSentence } from "./pass-lines.ts";
import { createProgressTurns } from "./rate.ts";
import { summaryText } from "./summary-text.ts";
import type { TextStream } from "./text-stream.ts";
import { type Tone, toned } from "./tone.ts";

export interface TerminalReporterOptions {
  readonly stream: TextStream;
  readonly clock: Clock;
  /** Whether lines can be drawn again; sentences every ten seconds where they cannot. */
  readonly canRedraw: boolean;
  /** Only warnings, and the last line of the summary. */
  readonly quiet: boolean;
  /** Also each person who failed. */
  readonly verbose: boolean;
}

/** Where the error that ends the verb is all that the last line would say. */
const saidByError: ReadonlySet<PassResult> = new Set(["stoppedByGuard", "interrupted"]);

/** Receives a pass's events; `close` puts the terminal right again when a pass ended without its `ended` event. */
export interface Reporter {
  readonly listener: PassListener;
  close(): void;
}

/** Shows a pass to a person: live lines on a terminal, notices above them, a summary in their place at the end. */
export function terminalReporter(options: TerminalReporterOptions): Reporter {
  const { stream, clock, canRedraw, quiet, verbose } = options;
  const passLines = createPassLines(clock);
  const area = createLiveArea(stream, passLines.lines);
  const isLive = canRedraw && !quiet;
  const isProgressDue = createProgressTurns(clock);
  let out = "";

  function say(text: string, tone: Tone): void {
    area.above(() => stream.write(`${toned(printable(text), tone, stream)}\n`));
  }

  function showSummary(summary: PassSummary): void {
    area.close();
    const lines = summaryText(summary, out);
    const last = saidByError.has(summary.result) ? [] : lines.slice(-1);
    for (const { text, tone } of quiet ? last : [...lines.slice(0, -1), ...last]) say(text, tone);
  }

  function listener(event: PassEvent): void {
    switch (event.kind) {
      case "started":
        out = event.out;
        if (!quiet) say(`Pass ${event.pass} into ${event.out}`, "plain");
        break;
      case "stage":
        passLines.stage(event.stage);
        if (isLive) area.start();
        else if (!quiet) say(`${stageWords[event.stage]} …`, "aside");
        break;
      case "progress":
        passLines.progress(event.counts);
        if (!isLive && !quiet && isProgressDue()) say(progressSentence(event.counts), "aside");
        break;
      case "personFailed":
        if (verbose) say(`${event.userPrincipalName || event.objectId}: ${event.reason}. ${event.message}`, "failure");
        break;
      case "notice":
        say(noticeText(event.notice), "attention");
        break;
      case "ended":
        showSummary(event.summary);
    }
  }

  return { listener, close: area.close };
}
