/**
 * Finds how many calls may be in flight. Pure: a state and an observation give the next state. It starts at 8, or with what
 * an earlier pass ended with (which nobody refused then), doubles a round trip while answers stay quick and unthrottled,
 * grows by a quarter a round where few have been, by one a round after the first throttling, and gives way at once. A
 * reduction counts once for all calls that were under way when it happened.
 * Source: GDC concepts/throttling-limits.md (4 concurrent requests; `x-ms-throttle-limit-percentage` from 0.8).
 */
export interface Pace {
  /** Calls in flight that are allowed now. */
  readonly level: number;
  readonly ceiling: number;
  /** Good answers since the level last grew. */
  readonly credit: number;
  /** Calls with this number or a lower one were sent before the last reduction; 0 before the first. */
  readonly reducedAtCall: number;
  /** A slowly moving usual latency in milliseconds, by kind of call. */
  readonly usualMs: Readonly<Record<string, number>>;
}

/** What one call showed. */
export interface Observation {
  /** Calls of one kind are expected to take about as long as each other. */
  readonly kind: string;
  /** The call's number, and that of the latest one sent. */
  readonly call: number;
  readonly latestCall: number;
  readonly latencyMs: number;
  /** `throttled` asks to give way, `good` allows growth, `neutral` neither. */
  readonly result: "good" | "neutral" | "throttled";
  /** Whether calls were held back by the level; without it a good answer says nothing about a higher one. */
  readonly atLevel: boolean;
  /** Share of the throttling limit in use, where Graph said so. */
  readonly limitShare: number | undefined;
}

/** A batch has its photos worked on four at a time, each of another mailbox: below any limit that is known. */
const startLevel = 8;
const highestLevel = 64;
/** Up to here it doubles a round; beyond, it grows by a quarter. */
const usualLevel = 32;
const carefulShare = 0.8;
/** Differences below this are noise, however short the usual latency. */
const noiseMs = 50;

/** The pace to begin with under a ceiling of calls in flight. `earlierLevel`: what a pass before ended with, 0 without one. */
export function startPace(ceiling: number, earlierLevel = 0): Pace {
  const bounded = Math.max(1, Math.min(highestLevel, Math.floor(ceiling)));
  return {
    level: Math.min(bounded, Math.max(startLevel, earlierLevel)),
    ceiling: bounded,
    credit: 0,
    reducedAtCall: 0,
    usualMs: {},
  };
}

/** The pace after an observation. */
export function observe(pace: Pace, seen: Observation): Pace {
  if (seen.result === "throttled") return reduced(pace, seen, 1 / 2);
  if (seen.limitShare !== undefined && seen.limitShare > carefulShare) return reduced(pace, seen, 3 / 4);
  if (seen.result === "neutral") return pace;
  const usual = pace.usualMs[seen.kind] ?? seen.latencyMs;
  const learned = { ...pace, usualMs: { ...pace.usualMs, [seen.kind]: moved(usual, seen.latencyMs) } };
  const quick = seen.latencyMs <= 2 * usual + noiseMs;
  return quick && seen.atLevel ? grown(learned) : learned;
}

function reduced(pace: Pace, seen: Observation, factor: number): Pace {
  if (seen.call <= pace.reducedAtCall) return pace;
  const level = Math.max(1, Math.floor(pace.level * factor));
  return { ...pace, level, credit: 0, reducedAtCall: seen.latestCall };
}

function grown(pace: Pace): Pace {
  if (pace.level >= pace.ceiling) return pace;
  if (pace.credit + 1 >= answersForOneMore(pace)) return { ...pace, level: pace.level + 1, credit: 0 };
  return { ...pace, credit: pace.credit + 1 };
}

/** How many good answers let one more call be in flight; a round has as many as the level. */
function answersForOneMore({ reducedAtCall, level }: Pace): number {
  if (reducedAtCall > 0) return level;
  return level < usualLevel ? 1 : 4;
}

/** Follows shorter latencies soon and longer ones slowly: a queue that builds up must not become the usual case. */
function moved(usual: number, latest: number): number {
  return usual + (latest - usual) / (latest < usual ? 4 : 200);
}
