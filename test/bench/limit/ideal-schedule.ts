import type { Service } from "./service.ts";

/** What the best client may do, and how many people it asks about. */
export interface Task {
  readonly people: number;
  readonly peoplePerPage: number;
  readonly peoplePerBatch: number;
  /** Calls in flight at once, pages among them. */
  readonly inFlight: number;
}

/** Items of one batch that run at a time. Source: GDC concepts/throttling-limits.md. */
const itemsAtATime = 4;

/**
 * The least time in which everybody can be listed and asked about in batches, for a client that takes no time itself and
 * knows what the service will do: the pages one after another in one of the places, because each names the next; the batches
 * in all places that are free, each once its people are listed and the bucket holds their tokens; who is refused again as
 * soon as that is allowed. `random` (0 to 1) draws what the service leaves to chance.
 */
export function idealScheduleMs(service: Service, task: Task, random: () => number): number {
  const { people, inFlight, peoplePerBatch } = task;
  const listedMs = listPages(service, task, random);
  const freeMs: number[] = new Array(inFlight).fill(0);
  freeMs[0] = listedMs.at(-1) ?? 0;
  const bucket = openBucket(service);
  /** When those who were refused may be asked again, in order of time. */
  const again: number[] = [];
  let asked = 0;
  while (asked < people || again.length > 0) {
    const place = freeMs.indexOf(Math.min(...freeMs));
    const nextListedMs = () => (asked < people ? (listedMs[Math.floor(asked / task.peoplePerPage)] ?? 0) : Infinity);
    let startMs = Math.max(freeMs[place] ?? 0, Math.min(nextListedMs(), again[0] ?? Infinity));
    let fresh = 0;
    let items = 0;
    while (items < peoplePerBatch) {
      if ((again[0] ?? Infinity) <= startMs) again.shift();
      else if (nextListedMs() <= startMs) {
        asked += 1;
        fresh += 1;
      } else break;
      items += 1;
    }
    startMs = bucket.take(items, startMs);
    const endMs = startMs + callMs(service, random) + roundsMs(service, items, random);
    freeMs[place] = endMs;
    for (let item = 0; item < fresh; item += 1) {
      if (service.refused === undefined || random() >= service.refused.share) continue;
      again.push(endMs + service.refused.retryAfterSeconds * 1000);
    }
    again.sort((a, b) => a - b);
  }
  return Math.max(...freeMs);
}

/** When each page is there. */
function listPages(service: Service, { people, peoplePerPage }: Task, random: () => number): readonly number[] {
  const listedMs: number[] = [];
  let atMs = 0;
  for (let listed = 0; listed < people; listed += peoplePerPage) {
    atMs += callMs(service, random);
    listedMs.push(atMs);
  }
  return listedMs;
}

function callMs({ callMs, callJitterMs }: Service, random: () => number): number {
  return callMs + callJitterMs * random();
}

/** The time of a batch's items, of which some run at a time. */
function roundsMs({ itemMs, itemJitterMs }: Service, items: number, random: () => number): number {
  const lanesMs: number[] = new Array(itemsAtATime).fill(0);
  for (let item = 0; item < items; item += 1) {
    const lane = lanesMs.indexOf(Math.min(...lanesMs));
    lanesMs[lane] = (lanesMs[lane] ?? 0) + itemMs + (itemJitterMs > 0 ? itemJitterMs * random() : 0);
  }
  return Math.max(...lanesMs);
}

/** A full token bucket; `take` gives the time, not before `atMs`, at which so many tokens are there, and takes them. */
function openBucket({ throttle }: Service): { take(tokens: number, atMs: number): number } {
  if (throttle === undefined) return { take: (_, atMs) => atMs };
  const { capacity, refillPerSecond } = throttle;
  let level = capacity;
  let filledAtMs = 0;
  return {
    take: (tokens, atMs) => {
      const fromMs = Math.max(atMs, filledAtMs);
      level = Math.min(capacity, level + ((fromMs - filledAtMs) / 1000) * refillPerSecond);
      const waitMs = Math.max(0, ((tokens - level) / refillPerSecond) * 1000);
      filledAtMs = fromMs + waitMs;
      level = Math.max(level, tokens) - tokens;
      return filledAtMs;
    },
  };
}
