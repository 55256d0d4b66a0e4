import type { PushOutcome, PushResult } from "../push/result.ts";

/** How many people each outcome has, and how many are named in all. */
export type PushCounts = { readonly [Kind in PushOutcome["kind"] | "named"]: number };

/** Counts results by their outcome. */
export function countResults(results: readonly PushResult[]): PushCounts {
  const counts = {
    named: results.length,
    sent: 0,
    toSend: 0,
    removed: 0,
    toRemove: 0,
    unchanged: 0,
    looksSame: 0,
    kept: 0,
    hadNone: 0,
    failed: 0,
  };
  for (const { outcome } of results) counts[outcome.kind] += 1;
  return counts;
}
