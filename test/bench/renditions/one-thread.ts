import { type Figure, medianOf, spread } from "../result.ts";
import type { Contestant, Contestants } from "./contestants.ts";
import type { Libraries } from "./libraries.ts";
import type { PhotoSet } from "./photos.ts";

const boundOverJimp = 4;
const boundOfSharp = 1.5;
const rounds = 7;
/** How long a turn is at least: whoever is measured first pays for the memory that the one before left behind. */
const leadInMs = 150;
const turnMs = 400;

/** Milliseconds a photo by contestant, one for each round. */
export type Times = ReadonlyMap<keyof Contestants, readonly number[]>;

/** Measures all on one set by turns, each in one thread, so that whatever slows the machine slows all of them. */
export async function timeInOneThread(
  contestants: Contestants,
  { photos }: PhotoSet,
  { sharp }: Libraries,
): Promise<Times> {
  sharp.cache(false);
  sharp.concurrency(1);
  const names = Object.keys(contestants) as (keyof Contestants)[];
  const times = new Map<keyof Contestants, number[]>(names.map((name) => [name, []]));
  // The first round warms up the code and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      await timeOf(contestants[name], photos, leadInMs);
      const time = await timeOf(contestants[name], photos, turnMs);
      if (round > 0) times.get(name)?.push(time);
    }
  }
  return times;
}

/** Milliseconds a photo, all photos made as often as it takes to fill the time. */
async function timeOf({ make }: Contestant, photos: readonly Buffer[], leastMs: number): Promise<number> {
  const startedMs = performance.now();
  let made = 0;
  let elapsedMs = 0;
  do {
    for (const photo of photos) await make(photo);
    made += photos.length;
    elapsedMs = performance.now() - startedMs;
  } while (elapsedMs < leastMs);
  return elapsedMs / made;
}

/** The bounds first, then everybody's time and rate. */
export function figuresOfTimes(times: Times, contestants: Contestants, { what }: PhotoSet): readonly Figure[] {
  const median = (name: keyof Contestants) => medianOf(times.get(name) ?? []);
  const overJimp = median("jimp") / median("ours");
  const ofSharp = median("ours") / median("sharp");
  const ofHash = median("withHash") - median("ours");
  return [
    {
      what: `${what} to 96 px, one thread: rate beside jimp's, medians of ${rounds}`,
      value: `${overJimp.toFixed(1)} times`,
      bound: `at least ${boundOverJimp}`,
      holds: overJimp >= boundOverJimp,
    },
    {
      what: `${what}: time beside sharp's`,
      value: `${ofSharp.toFixed(2)} times`,
      bound: `at most ${boundOfSharp}`,
      holds: ofSharp <= boundOfSharp,
    },
    { what: `${what}: what the hash adds`, value: `${ofHash.toFixed(2)} ms` },
    ...Array.from(times, ([name, some]) => ({
      what: `  ${contestants[name].name}, ms a photo`,
      value: `${spread(some, 2)}, ${(1000 / medianOf(some)).toFixed(0)} a second`,
    })),
  ];
}
