import assert from "node:assert/strict";
import type { SoakSample } from "./soak.ts";

/** A figure of each pass, and how much more of it the later passes may have than the earlier ones. */
interface Figure {
  readonly name: string;
  readonly of: (sample: SoakSample) => number;
  /** In the figure's own unit. */
  readonly mayGrowBy: number;
}

/** How a figure came out: its medians over the two halves. */
export interface Trend {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

export interface MemoryLimits {
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/**
 * Compares the median of the second half of the passes with that of the first, once the first `warmUp` are left out. A
 * median does not mind a single pass that found much to do, and one byte more a pass is seen as half the passes' worth.
 */
export function assertFlat(
  samples: readonly SoakSample[],
  warmUp: number,
  { heapBytes, rssBytes }: MemoryLimits,
): readonly Trend[] {
  const figures: readonly Figure[] = [
    { name: "heap in bytes", of: (sample) => sample.heapBytes, mayGrowBy: heapBytes },
    { name: "memory in bytes", of: (sample) => sample.rssBytes, mayGrowBy: rssBytes },
    { name: "open files", of: (sample) => sample.openFiles ?? 0, mayGrowBy: 0 },
    { name: "handles", of: (sample) => sample.handles, mayGrowBy: 0 },
    // Who was picked twice leaves a file less.
    { name: "pictures", of: (sample) => sample.photoFiles, mayGrowBy: 1 },
    { name: "files of the history", of: (sample) => sample.changeFiles, mayGrowBy: 0 },
    { name: "other files", of: (sample) => sample.otherFiles, mayGrowBy: 0 },
    { name: "pictures in bytes", of: (sample) => sample.photoBytes, mayGrowBy: 3_000 },
    { name: "state in bytes", of: (sample) => sample.stateBytes, mayGrowBy: 8_192 },
  ];
  const steady = samples.slice(warmUp);
  const half = Math.ceil(steady.length / 2);
  const trends = figures.map(({ name, of }) => ({
    name,
    first: median(steady.slice(0, half).map(of)),
    second: median(steady.slice(half).map(of)),
  }));
  for (const [index, { name, first, second }] of trends.entries()) {
    assert.ok(second <= first + (figures[index]?.mayGrowBy ?? 0), `${name}: ${first}, then ${second}`);
  }
  // Of logs there are the newest 30.
  for (const { logFiles } of samples) assert.ok(logFiles <= 30, `${logFiles} logs`);
  return trends;
}

/** The trends in words, for the report of the test. */
export function wordsOf(trends: readonly Trend[]): string {
  return trends.map(({ name, first, second }) => `${name}: ${first}, then ${second}`).join("; ");
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
