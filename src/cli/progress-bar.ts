import { SingleBar } from "cli-progress";
import type { PassCounts, PassStage } from "../export/events.ts";
import type { Clock } from "../platform/clock.ts";
import { progressLine } from "./progress-line.ts";
import { createRate } from "./rate.ts";

/** A stream of text; a terminal has `isTTY` and tells its width in characters. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

interface Drawn {
  readonly stage: PassStage;
  readonly counts: PassCounts;
}

const nothingYet: PassCounts = {
  listed: 0,
  total: undefined,
  listingEnded: false,
  answered: 0,
  downloaded: 0,
  downloadedBytes: 0,
  unchanged: 0,
  withoutPhoto: 0,
  failed: 0,
  heldMs: 0,
  concurrency: 0,
};

/** The one bar of a pass. It draws only on a terminal, and only between its first stage and `stop`. */
export function createProgressBar(stream: TextStream, clock: Clock) {
  const rate = createRate(clock);
  let drawn: Drawn | undefined;
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
    fps: 5,
    format: () =>
      drawn === undefined ? "" : progressLine({ ...drawn, ratePerSecond: rate.perSecond() }, stream.columns ?? 80),
  });

  function show(next: Drawn): void {
    const isFirst = drawn === undefined;
    drawn = next;
    if (isFirst) bar.start(1, 0);
  }

  return {
    stage: (stage: PassStage) => show({ stage, counts: drawn?.counts ?? nothingYet }),
    progress: (counts: PassCounts) => {
      rate.add(counts.answered);
      if (drawn !== undefined) show({ ...drawn, counts });
    },
    /** Writes lines where the bar is, and draws it below them. */
    above: (write: () => void) => {
      bar.stop();
      write();
      if (drawn !== undefined) bar.start(1, 0);
    },
    stop: () => {
      drawn = undefined;
      bar.stop();
    },
  };
}
