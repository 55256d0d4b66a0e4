import type { PassCounts, PassStage } from "../export/events.ts";
import { stageWords } from "./notice-text.ts";
import { counted, grouped, spanWords } from "./quantities.ts";

export interface Progress {
  readonly stage: PassStage;
  readonly counts: PassCounts;
  /** People answered a second lately; 0 when not known. */
  readonly ratePerSecond: number;
}

/** Bars of a fixed width look steady; the narrowest terminals have none. */
const barWidths = [
  { fromColumns: 120, width: 30 },
  { fromColumns: 70, width: 16 },
] as const;

/**
 * One line about a running pass that fits into `columns`: stage, bar, people of how many, photos, rate, throttled time,
 * time left. What does not fit is left out from the end.
 */
export function progressLine(progress: Progress, columns: number): string {
  const { stage, counts, ratePerSecond } = progress;
  const total = totalOf(counts);
  const head = total === undefined ? stageWords[stage] : people(counts.answered, total);
  const remaining = total === undefined ? 0 : Math.max(0, total - counts.answered);
  const parts = [
    ...(total === undefined ? [`${counted(counts.listed, "person", "people")} so far`] : [stageWords[stage]]),
    counted(counts.downloaded, "photo", "photos"),
    ...(counts.failed === 0 ? [] : [`${grouped(counts.failed)} failed`]),
    ...(ratePerSecond > 0 && remaining > 0 ? [`${spanWords(Math.ceil(remaining / ratePerSecond) * 1000)} left`] : []),
    ...(ratePerSecond > 0 ? [`${rateWords(ratePerSecond)}/s`] : []),
    ...(counts.heldMs === 0 ? [] : [`throttled ${spanWords(counts.heldMs)}`]),
  ];
  const barWidth = barWidths.find(({ fromColumns }) => columns >= fromColumns)?.width;
  const drawn = total === undefined || barWidth === undefined ? "" : `${bar(counts.answered / total, barWidth)} `;
  let line = `${drawn}${head}`;
  for (const part of parts) {
    if (`${line} · ${part}`.length >= columns) break;
    line = `${line} · ${part}`;
  }
  return line.slice(0, columns - 1);
}

/** Graph's own count, which may be missing, until the listing has ended. */
function totalOf({ listed, total, listingEnded }: PassCounts): number | undefined {
  const known = listingEnded ? listed : total;
  return known === undefined || known === 0 ? undefined : Math.max(known, listed);
}

function people(answered: number, total: number): string {
  return `${Math.floor((100 * answered) / total)}% ${grouped(answered)} of ${counted(total, "person", "people")}`;
}

function rateWords(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : grouped(Math.round(rate));
}

function bar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, share) * width);
  return `[${"=".repeat(filled)}${" ".repeat(width - filled)}]`;
}
