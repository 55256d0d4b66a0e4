import type { TrafficCounters } from "../tenant/port.ts";

/** The counters that the parts of the adapter add to. The gate knows the others. */
export type Traffic = {
  -readonly [Name in Exclude<keyof TrafficCounters, "heldMs" | "concurrency" | "highestConcurrency">]: number;
};

/** Counters at zero. */
export function createTraffic(): Traffic {
  return {
    calls: 0,
    metadataBatches: 0,
    valueBatches: 0,
    plainGets: 0,
    items: 0,
    retries: 0,
    throttledAnswers: 0,
    tokenRefreshes: 0,
    bytesReceived: 0,
    listingRestarts: 0,
  };
}
