import { setTimeout as delay } from "node:timers/promises";

/** Time as a parameter. `now` is milliseconds since 1970 (UTC), `monotonic` milliseconds from an arbitrary start. */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves after `ms` (0 for what is past), or rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      // Node warns of a negative time on standard error.
      await delay(Math.max(0, ms), undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};
