import { availableParallelism } from "node:os";
import { partsOfCheckout } from "../../../src/renditions/parts-of-checkout.ts";
import { createPicturePool } from "../../../src/renditions/pool.ts";
import { type Figure, medianOf, spread } from "../result.ts";
import { type Contestants, thumbnailOf, thumbnailOrder } from "./contestants.ts";
import type { Libraries } from "./libraries.ts";
import type { PhotoSet } from "./photos.ts";

const rounds = 7;
const leastPhotos = 120;
const workers = availableParallelism();

/** Photos a second, one for each round. */
export interface Rates {
  readonly pool: readonly number[];
  readonly sharp: readonly number[];
}

/** The pool with a worker for each processor and sharp as it comes, by turns, a round's photos asked for at once. */
export async function rateInAllThreads(
  contestants: Contestants,
  { photos }: PhotoSet,
  { sharp }: Libraries,
): Promise<Rates> {
  sharp.concurrency(0);
  const round = Array.from({ length: Math.ceil(leastPhotos / photos.length) }, () => photos).flat();
  const pool = createPicturePool(partsOfCheckout(), { workers });
  const inPool = async (photo: Buffer) =>
    thumbnailOf(await pool.carryOut(async () => Uint8Array.from(photo), thumbnailOrder(false)));
  const rates = { pool: [] as number[], sharp: [] as number[] };
  await rateOf(inPool, round);
  await rateOf(contestants.sharp.make, round);
  for (let at = 0; at < rounds; at += 1) {
    rates.pool.push(await rateOf(inPool, round));
    rates.sharp.push(await rateOf(contestants.sharp.make, round));
  }
  await pool.close();
  return rates;
}

async function rateOf(make: (photo: Buffer) => Promise<Uint8Array>, photos: readonly Buffer[]): Promise<number> {
  const startedMs = performance.now();
  await Promise.all(photos.map(make));
  return (photos.length / (performance.now() - startedMs)) * 1000;
}

/** Both rates; no bound is promised. */
export function figuresOfRates({ pool, sharp }: Rates, { what }: PhotoSet): readonly Figure[] {
  const share = medianOf(pool) / medianOf(sharp);
  return [
    {
      what: `${what}, ${workers} workers: rate beside sharp's, medians of ${rounds}`,
      value: `${share.toFixed(2)} times`,
    },
    { what: "  exophotos, photos a second", value: spread(pool, 0) },
    { what: "  sharp, photos a second", value: spread(sharp, 0) },
  ];
}
