import type { BenchResult, Figure } from "../result.ts";
import { figuresOfRates, rateInAllThreads } from "./all-threads.ts";
import { createContestants } from "./contestants.ts";
import { loadLibraries } from "./libraries.ts";
import { figuresOfTimes, timeInOneThread } from "./one-thread.ts";
import { photoSets } from "./photos.ts";
import { compareQuality, figuresOfQuality } from "./quality.ts";

/**
 * How fast and how well a JPEG of 96 by 96 pixels is made of a photo, beside stock jimp, sharp and @napi-rs/image in
 * the same run. Ours is MozJPEG's encoder at its careful settings, in WebAssembly; the others are themselves as they come.
 */
export async function benchRenditions(): Promise<BenchResult> {
  const libraries = await loadLibraries();
  const contestants = await createContestants(libraries);
  const figures: Figure[] = [];
  const raw: unknown[] = [];
  for (const set of await photoSets(libraries.sharp)) {
    const times = await timeInOneThread(contestants, set, libraries);
    const rates = await rateInAllThreads(contestants, set, libraries);
    const quality = await compareQuality(contestants, set, libraries);
    figures.push(...figuresOfTimes(times, contestants, set), ...figuresOfRates(rates, set));
    figures.push(...figuresOfQuality(quality, set));
    const bytes = set.photos.map(({ length }) => length);
    raw.push({ edge: set.edge, bytes, msPerPhoto: Object.fromEntries(times), photosPerSecond: rates, quality });
  }
  return { bench: "renditions", figures, raw };
}
