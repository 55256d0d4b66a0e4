import assert from "node:assert/strict";
import { memoryUsage } from "node:process";
import type { RenditionSpec } from "../../src/model/rendition.ts";
import { defaultPictureLimits, inspectPicture } from "../../src/renditions/inspect-picture.ts";
import { partsOfCheckout } from "../../src/renditions/parts-of-checkout.ts";
import type { MadePicture, PictureResult } from "../../src/renditions/picture-work.ts";
import { createPicturePool } from "../../src/renditions/pool.ts";
import { Chance } from "../faults/chance.ts";
import { soundPictures } from "./fuzz-seeds.ts";
import { mutated } from "./mutations.ts";

const thumbnail: RenditionSpec = { name: "thumbnail", width: 48, height: 48, fit: "cover", maxBytes: 4096 };
const badge: RenditionSpec = { name: "badge", width: 60, height: 90, fit: "contain", maxBytes: undefined };
const order = { make: "renditions", renditions: [thumbnail, badge], hash: true } as const;
const workers = 2;
const timeoutMs = 10_000;
/**
 * Memory is the least that the process had within so many pictures: pictures of 40 megapixels, which damaged headers
 * claim, take hundreds of megabytes for a moment.
 */
const window = 400;
const mostGrowthBytes = 150e6;

/** How a run ended. */
export interface FuzzEnd {
  readonly made: number;
  readonly refused: ReadonlyMap<string, number>;
  readonly growthBytes: number;
}

/**
 * Damages sound pictures in so many ways and has the real pool make renditions of them. Throws where one takes too
 * long, ends a thread, gives no sound JPEG and no reason, or where memory grows.
 */
export async function fuzz(pictures: number): Promise<FuzzEnd> {
  const sound = await soundPictures();
  const pool = createPicturePool(partsOfCheckout(), { workers, timeoutMs });
  try {
    for (const picture of sound) checkMade(await pool.carryOut(Uint8Array.from(picture), order), "a sound picture");
    let made = 0;
    const refused = new Map<string, number>();
    const memory: number[] = [];
    let next = 0;
    const work = async () => {
      while (next < pictures) {
        const seed = next++;
        const result = await pool.carryOut(Uint8Array.from(damagedPicture(sound, seed)), order);
        check(result, `picture ${seed}`);
        memory.push(memoryUsage.rss());
        if (result.kind === "made") made += 1;
        else refused.set(result.problem, (refused.get(result.problem) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 2 * workers }, work));
    const growthBytes = Math.min(...memory.slice(-window)) - Math.min(...memory.slice(0, window));
    assert.ok(growthBytes < mostGrowthBytes, `memory grew by ${(growthBytes / 1e6).toFixed(0)} MB`);
    return { made, refused, growthBytes };
  } finally {
    await pool.close();
  }
}

/** How a run ended, for the report of the test. */
export function wordsOf({ made, refused, growthBytes }: FuzzEnd): string {
  const problems = Array.from(refused, ([problem, count]) => `${count} ${problem}`).join(", ");
  return `${made} made; refused: ${problems}; ${(growthBytes / 1e6).toFixed(0)} MB more memory`;
}

/** The damaged picture of one number; to look at one that did something odd. */
export function damagedPicture(sound: readonly Buffer[], seed: number): Buffer {
  const chance = new Chance(seed);
  return mutated(chance.pick(sound), chance);
}

function check(result: PictureResult, what: string): void {
  if (result.kind === "made") {
    checkMade(result, what);
    return;
  }
  const { problem, message } = result;
  assert.ok(problem !== "tookTooLong" && problem !== "workerDied", `${what}: ${problem}, ${message}`);
  assert.match(message, /^\S.{4,}$/, what);
}

function checkMade(result: PictureResult, what: string): void {
  if (result.kind !== "made") throw new Error(`${what} was refused: ${result.message}`);
  assert.match(result.perceptualHash ?? "", /^[0-9a-f]{16}$/, what);
  for (const spec of order.renditions) checkRendition(result.pictures.get(spec.name), spec, `${what}: ${spec.name}`);
}

function checkRendition(picture: MadePicture | undefined, spec: RenditionSpec, what: string): void {
  assert.ok(picture !== undefined, what);
  const { bytes, width, height } = picture;
  assert.deepEqual(inspectPicture(bytes, defaultPictureLimits), { contentType: "image/jpeg", width, height }, what);
  assert.ok(width <= spec.width && height <= spec.height, what);
  assert.ok(bytes.length <= (spec.maxBytes ?? Number.POSITIVE_INFINITY), what);
}
