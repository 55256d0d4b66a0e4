const baseMs = 1_000;
const capMs = 60_000;

/**
 * How long to wait, in milliseconds, after the `tries`-th try (1, 2, …) failed and the answer named no time: anything
 * between nothing and a bound that doubles with each try up to a minute, so that clients do not come back in step.
 * Source: GDC concepts/throttling.md (exponential back-off where Retry-After is absent).
 */
export function backoffMs(tries: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** (tries - 1));
}
