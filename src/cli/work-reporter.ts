import { grouped } from "../model/quantities.ts";
import type { Clock } from "../platform/clock.ts";
import { createLiveArea } from "./live-area.ts";
import { heldText } from "./pass-lines.ts";
import { createProgressTurns, createRate, type Rate } from "./rate.ts";
import { stageLine } from "./stage-line.ts";
import type { TextStream } from "./text-stream.ts";
import type { ToldLine } from "./tone.ts";

/** What is done with many of a kind, and how far that is. */
export interface Work {
  readonly name: "Read" | "Checked" | "Found" | "Asked" | "Compared" | "Sent" | "Removed" | "Changed" | "Written";
  /** What they are, in the plural. */
  readonly unit: "rows" | "people" | "objects" | "pictures";
  readonly done: number;
  /** Undefined while nobody knows it. */
  readonly total: number | undefined;
}

/** Shows how far a verb is that works for long. */
export interface WorkReporter {
  update(work: Work): void;
  /** Writes what stays, where live lines may be. */
  above(write: () => void): void;
  close(): void;
}

/** Shows nothing. */
export const silentWork: WorkReporter = { update: () => {}, above: (write) => write(), close: () => {} };

/** A live line for each kind of work, until it is closed; `holdLeftMs` is how long Graph still has everything wait. */
export function liveWork(stream: TextStream, clock: Clock, holdLeftMs: () => number): WorkReporter {
  const works = new Map<Work["name"], { readonly work: Work; readonly rate: Rate }>();

  function lines(columns: number): readonly ToldLine[] {
    const heldMs = holdLeftMs();
    const begun = [...works.values()];
    return [
      ...begun.map(({ work, rate }, index): ToldLine => {
        // The next kind of work begins when this one has ended.
        const isOver = index < begun.length - 1 || work.done === work.total;
        const text = stageLine({ ...work, perSecond: rate.perSecond(), isOver, heldMs }, columns);
        return { text, tone: isOver ? "aside" : "plain" };
      }),
      ...(heldMs > 0 ? [{ text: heldText(heldMs), tone: "attention" } as const] : []),
    ];
  }

  const area = createLiveArea(stream, lines);
  return {
    update: (work) => {
      const rate = works.get(work.name)?.rate ?? createRate(clock);
      rate.add(work.done);
      works.set(work.name, { work, rate });
      area.start();
    },
    above: area.above,
    close: area.close,
  };
}

/** A sentence every ten seconds, and its facts. */
export function workInSentences(clock: Clock, tell: (sentence: string, facts: object) => void): WorkReporter {
  const isDue = createProgressTurns(clock);
  return {
    ...silentWork,
    update: ({ name, unit, done, total }) => {
      if (!isDue()) return;
      const of = total === undefined ? "" : ` of ${grouped(total)}`;
      tell(`${name} ${grouped(done)}${of} ${unit}.`, { event: "work", work: name.toLowerCase(), unit, done, total });
    },
  };
}
