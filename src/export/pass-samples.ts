import type { Clock } from "../platform/clock.ts";
import type { PassListener } from "./events.ts";
import type { PassSample } from "./summary.ts";

/** The most samples of a pass, however long it takes. */
const mostSamples = 240;
const firstIntervalMs = 250;

/**
 * How far a pass had come at moments of it, evenly thinned: where there are too many samples, every other one goes and the
 * next ones come half as often.
 */
export class PassSamples {
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  #intervalMs = firstIntervalMs;
  #kept: PassSample[] = [{ elapsedMs: 0, answered: 0, downloaded: 0, heldMs: 0, concurrency: 0 }];
  #last: PassSample | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAtMs = clock.monotonic();
  }

  /** Takes the samples. */
  readonly listener: PassListener = (event) => {
    if (event.kind !== "progress") return;
    const { answered, downloaded, heldMs, concurrency } = event.counts;
    const elapsedMs = Math.round(this.#clock.monotonic() - this.#startedAtMs);
    this.#last = { elapsedMs, answered, downloaded, heldMs: Math.round(heldMs), concurrency };
    if (elapsedMs < (this.#kept.at(-1)?.elapsedMs ?? 0) + this.#intervalMs) return;
    this.#kept.push(this.#last);
    // One place is left for the last event.
    if (this.#kept.length < mostSamples) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#intervalMs *= 2;
  };

  /** In order of time, from the start to the last event. */
  all(): readonly PassSample[] {
    const last = this.#last;
    const lastKept = this.#kept.at(-1);
    if (last === undefined || lastKept === undefined || last === lastKept) return this.#kept;
    // A short end would make a rate of a few answers.
    const isSoon = this.#kept.length > 1 && last.elapsedMs < lastKept.elapsedMs + this.#intervalMs;
    return [...(isSoon ? this.#kept.slice(0, -1) : this.#kept), last];
  }
}
