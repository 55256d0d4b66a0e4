import { setTimeout as delay } from "node:timers/promises";

/** Time as a parameter. `now` is milliseconds since 1970 (UTC), `monotonic` milliseconds from an arbitrary start. */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves after `ms` (0 for what is past), or rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Some 24 days; Node counts a timer's milliseconds in 32 bits. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      // Node warns of a negative time on standard error, and takes one that is too long for a millisecond.
      for (let leftMs = Math.max(0, ms); leftMs >= 0; leftMs -= longestTimerMs) {
        await delay(Math.min(leftMs, longestTimerMs), undefined, signal === undefined ? {} : { signal });
      }
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};
