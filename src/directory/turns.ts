import type { Clock } from "../platform/clock.ts";

/** Lets callers through one behind the other. */
export interface Turns {
  /** Resolves when it is the caller's turn; throws the signal's reason. */
  next(): Promise<void>;
}

/** At most so many turns a second, evenly spread; time that nobody used is not made up for. */
export function createTurns(rate: number, clock: Clock, signal: AbortSignal): Turns {
  const spaceMs = 1_000 / rate;
  let nextAtMs = clock.monotonic();
  return {
    next: async () => {
      signal.throwIfAborted();
      const now = clock.monotonic();
      const mineAtMs = Math.max(now, nextAtMs);
      nextAtMs = mineAtMs + spaceMs;
      if (mineAtMs > now) await clock.sleep(mineAtMs - now, signal);
    },
  };
}
