import { bytesWords, grouped, spanWords } from "../model/quantities.ts";

/** How far a stage is. */
export interface StageFigures {
  /** What is done with each: «Listed». */
  readonly name: string;
  /** What they are, in the plural. */
  readonly unit: string;
  readonly done: number;
  /** Undefined while nobody knows it. */
  readonly total: number | undefined;
  /** Lately; 0 where it is not known. */
  readonly perSecond: number;
  readonly bytes?: { readonly done: number; readonly perSecond: number } | undefined;
  readonly isOver: boolean;
  /** Milliseconds in which nothing more is done yet. */
  readonly heldMs?: number;
}

/** Widths of the cells, their gaps included: for 1,000,000 people all of them are as wide as 80 columns allow. */
const nameWidth = 8;
const countWidth = 10;
const totalWidth = 13;
const barWidth = 10;
const percentWidth = 5;
const rateWidth = 9;
const barFromColumns = 80;

/**
 * A stage as one line of fewer than so many columns, in plain ASCII: name, count of total, bar, percent, rate, and time
 * left or bytes. The cells stand below those of other stages. In a narrow terminal there is no bar, and what does not fit
 * is left out from the end. In a wide one the line is no longer: one that reaches far is wrapped when the window narrows.
 */
export function stageLine(figures: StageFigures, columns: number): string {
  const { name, unit, done, total } = figures;
  const count = `${name.padEnd(nameWidth)}${grouped(done).padStart(countWidth)}`;
  const of = total === undefined ? ` ${unit}` : ` of ${grouped(total)}`;
  const cells = [
    of.padEnd(totalWidth),
    ...(columns < barFromColumns ? [] : [bar(figures).padEnd(barWidth + 3)]),
    percent(figures).padStart(percentWidth),
    rate(figures).padStart(rateWidth),
    `  ${last(figures)}`,
  ];
  let line = count;
  let gap = "";
  for (const cell of cells) {
    const text = cell.trimEnd();
    if (line.length + gap.length + text.length >= columns) break;
    if (text !== "") {
      line += gap + text;
      gap = "";
    }
    gap += " ".repeat(cell.length - text.length);
  }
  return line;
}

function bar({ done, total, isOver }: StageFigures): string {
  if (total === undefined || isOver) return "";
  const filled = Math.floor(shareOf(done, total) * barWidth);
  return ` [${"=".repeat(filled)}${" ".repeat(barWidth - filled)}]`;
}

function percent({ done, total, isOver }: StageFigures): string {
  return total === undefined || isOver ? "" : `${Math.floor(100 * shareOf(done, total))}%`;
}

function shareOf(done: number, total: number): number {
  return total === 0 ? 1 : Math.min(1, done / total);
}

function rate({ perSecond, isOver }: StageFigures): string {
  if (perSecond === 0 || isOver) return "";
  return `${perSecond < 10 ? perSecond.toFixed(1) : grouped(Math.round(perSecond))}/s`;
}

function last({ done, total, perSecond, bytes, isOver, heldMs = 0 }: StageFigures): string {
  if (bytes !== undefined) {
    const speed = bytes.perSecond === 0 || isOver ? "" : `, ${bytesWords(Math.round(bytes.perSecond))}/s`;
    return `${bytesWords(bytes.done)}${speed}`;
  }
  if (isOver) return "done";
  const remaining = Math.max(0, (total ?? 0) - done);
  return perSecond > 0 && remaining > 0 ? `${spanWords(Math.ceil(remaining / perSecond) * 1000 + heldMs)} left` : "";
}
