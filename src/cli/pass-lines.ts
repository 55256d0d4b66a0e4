import type { PassCounts, PassStage } from "../export/events.ts";
import { counted, grouped, spanWords } from "../model/quantities.ts";
import type { Clock } from "../platform/clock.ts";
import { stageWords } from "./notice-text.ts";
import { createRate } from "./rate.ts";
import { type StageFigures, stageLine } from "./stage-line.ts";
import type { ToldLine } from "./tone.ts";

/** What a pass is doing, as lines that change: one for each stage that works, and what holds them up. */
export interface PassLines {
  stage(stage: PassStage): void;
  progress(counts: PassCounts): void;
  lines(columns: number): readonly ToldLine[];
}

export function createPassLines(clock: Clock): PassLines {
  const rates = createRates(clock);
  let stage: PassStage | undefined;
  let counts: PassCounts | undefined;
  let countedAtMs = 0;

  function figuresAndNotes(now: PassCounts, columns: number): readonly ToldLine[] {
    const heldMs = Math.max(0, now.holdLeftMs - (clock.monotonic() - countedAtMs));
    return [
      ...stagesAtWork(now, rates, heldMs, stage === "list").map((figures): ToldLine => {
        return { text: stageLine(figures, columns), tone: figures.isOver ? "aside" : "plain" };
      }),
      ...(heldMs > 0 ? [{ text: heldText(heldMs), tone: "attention" } as const] : []),
      ...(now.failed > 0 ? [{ text: failedText(now.failed), tone: "failure" } as const] : []),
    ];
  }

  return {
    stage: (next) => {
      stage = next;
    },
    progress: (now) => {
      counts = now;
      countedAtMs = clock.monotonic();
      rates.listed.add(now.listed);
      rates.answered.add(now.answered);
      rates.downloaded.add(now.downloaded);
      rates.downloadedBytes.add(now.downloadedBytes);
      rates.made.add(madeOf(now));
    },
    lines: (columns) => [
      ...(counts === undefined ? [] : figuresAndNotes(counts, columns)),
      ...(stage === undefined || ownLines.has(stage) ? [] : [{ text: doing(stage), tone: "aside" } as const]),
    ],
  };
}

function createRates(clock: Clock) {
  return {
    listed: createRate(clock),
    answered: createRate(clock),
    downloaded: createRate(clock),
    downloadedBytes: createRate(clock),
    made: createRate(clock),
  };
}

/** The figures of each stage that has something to count; of the listing as soon as it is at work. */
function stagesAtWork(
  now: PassCounts,
  rates: ReturnType<typeof createRates>,
  heldMs: number,
  isListing: boolean,
): readonly StageFigures[] {
  const { listed, listingEnded, answered, downloaded, downloadedBytes } = now;
  const total = totalOf(now);
  const isOver = listingEnded && answered >= listed;
  const listing: StageFigures = {
    name: "Listed",
    unit: "people",
    done: listed,
    total: listingEnded ? undefined : total,
    perSecond: rates.listed.perSecond(),
    isOver: listingEnded,
  };
  const asking: StageFigures = {
    name: "Asked",
    unit: "people",
    // Whoever's photo is fetched has been asked, even if it is still being resized.
    done: Math.max(answered, downloaded),
    total,
    perSecond: rates.answered.perSecond(),
    isOver,
    heldMs,
  };
  const fetching: StageFigures = {
    name: "Fetched",
    unit: "photos",
    done: downloaded,
    total: undefined,
    perSecond: rates.downloaded.perSecond(),
    bytes: { done: downloadedBytes, perSecond: rates.downloadedBytes.perSecond() },
    isOver,
  };
  const resizing: StageFigures = {
    name: "Resized",
    unit: "pictures",
    done: madeOf(now),
    total: undefined,
    perSecond: rates.made.perSecond(),
    isOver,
  };
  const all = [listing, asking, fetching, resizing];
  return all.filter((stage) => stage.done > 0 || (stage === listing && isListing));
}

/** Stages that have lines of figures. */
const ownLines: ReadonlySet<PassStage> = new Set(["list", "photos"]);

function doing(stage: PassStage): string {
  const words = stageWords[stage];
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)} ...`;
}

/** How long Graph is still waited for, in words, as long as it lasts. */
export function heldText(ms: number): string {
  return `Graph asked us to wait ${spanWords(Math.ceil(ms / 1000) * 1000)}`;
}

function failedText(failed: number): string {
  return `${counted(failed, "person", "people")} failed so far`;
}

function madeOf({ renditionsMade, transcoded }: PassCounts): number {
  return renditionsMade + transcoded;
}

/** Graph's own count, which may be missing, until the listing has ended. */
function totalOf({ listed, total, listingEnded }: PassCounts): number | undefined {
  const known = listingEnded ? listed : total;
  return known === undefined || known === 0 ? undefined : Math.max(known, listed);
}

/** Where a pass is, in a sentence for a log. */
export function progressSentence(counts: PassCounts): string {
  const { answered, downloaded, failed, holdLeftMs } = counts;
  const total = totalOf(counts);
  const of = total === undefined ? "" : ` of ${grouped(total)}`;
  const parts = [
    `${grouped(answered)}${of} people asked`,
    counted(downloaded, "photo fetched", "photos fetched"),
    ...(failed === 0 ? [] : [`${grouped(failed)} failed`]),
    ...(holdLeftMs === 0 ? [] : [heldText(holdLeftMs)]),
  ];
  return `${parts.join(", ")}.`;
}
