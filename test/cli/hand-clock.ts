import type { Clock } from "../../src/platform/clock.ts";

/** A clock that a test moves by hand. */
export function handClock(): Clock & { advance(ms: number): void } {
  let elapsedMs = 0;
  return {
    now: () => Date.UTC(2026, 0, 31) + elapsedMs,
    monotonic: () => elapsedMs,
    sleep: () => Promise.resolve(),
    advance: (ms) => {
      elapsedMs += ms;
    },
  };
}
