import type { Clock } from "../platform/clock.ts";

/** Where nobody watches, progress is told this often. */
const progressEveryMs = 10_000;

/** Says, each time it is asked, whether it is time again to tell how far something is; ten seconds from now at first. */
export function createProgressTurns(clock: Clock): () => boolean {
  let lastToldMs = clock.monotonic();
  return () => {
    if (clock.monotonic() - lastToldMs < progressEveryMs) return false;
    lastToldMs = clock.monotonic();
    return true;
  };
}

const windowMs = 30_000;
const stepMs = 1000;

interface Sample {
  readonly atMs: number;
  readonly count: number;
}

/** How fast a running count has grown over the last 30 seconds. */
export interface Rate {
  add(count: number): void;
  /** 0 until there are two samples a second apart. */
  perSecond(): number;
}

export function createRate(clock: Clock): Rate {
  let samples: readonly Sample[] = [];
  return {
    add: (count) => {
      const atMs = clock.monotonic();
      const last = samples.at(-1);
      if (last !== undefined && atMs - last.atMs < stepMs) return;
      samples = [...samples.filter((sample) => atMs - sample.atMs <= windowMs), { atMs, count }];
    },
    perSecond: () => {
      const [first, last] = [samples[0], samples.at(-1)];
      if (first === undefined || last === undefined || last.atMs === first.atMs) return 0;
      return ((last.count - first.count) * 1000) / (last.atMs - first.atMs);
    },
  };
}
