import type { PassEvent, PassListener } from "../export/events.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { noticeText, stageWords } from "./notice-text.ts";
import { progressSentence } from "./pass-lines.ts";
import { createProgressTurns } from "./rate.ts";
import { summaryText } from "./summary-text.ts";

export interface JsonReporterOptions {
  readonly log: Pick<Log, "info" | "warn">;
  readonly clock: Clock;
  /** Only what needs attention, and the end. */
  readonly quiet: boolean;
}

/** Tells a pass as log lines: start, stages, progress every 10 seconds at most, notices, failures, end. */
export function jsonReporter({ log, clock, quiet }: JsonReporterOptions): PassListener {
  const isProgressDue = createProgressTurns(clock);
  let out = "";

  function info(facts: object, message: string): void {
    if (!quiet) log.info(facts, message);
  }

  return (event: PassEvent): void => {
    switch (event.kind) {
      case "started": {
        out = event.out;
        const { pass, tenantId } = event;
        info({ event: "started", pass, out, tenantId }, `pass ${pass} into ${out}`);
        break;
      }
      case "stage":
        info({ event: "stage", stage: event.stage }, stageWords[event.stage]);
        break;
      case "progress":
        if (isProgressDue()) info({ event: "progress", ...event.counts }, progressSentence(event.counts));
        break;
      case "personFailed": {
        const { objectId, userPrincipalName, reason, message } = event;
        log.warn({ event: "personFailed", objectId, userPrincipalName, reason, detail: message }, `failed: ${reason}`);
        break;
      }
      case "notice":
        log.warn({ event: "notice", ...event.notice }, noticeText(event.notice));
        break;
      case "ended": {
        // Each failure has had a line of its own, and so has how far the pass had come.
        const { failures: _, samples: _samples, ...summary } = event.summary;
        log.info({ event: "ended", ...summary }, summaryText(event.summary, out).at(-1)?.text ?? event.summary.result);
      }
    }
  };
}
