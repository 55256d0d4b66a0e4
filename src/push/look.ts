import { hammingDistance } from "../renditions/hamming.ts";
import type { Look, PicturePool } from "../renditions/picture-work.ts";

/**
 * How far two looks may be apart and still be of one picture that another program scaled and encoded: bits of 64 of the
 * perceptual hashes, and the root mean square of the colours' differences in levels of 255. release/docs/push.md has what
 * was measured.
 */
export interface LookLimits {
  readonly bits: number;
  readonly levels: number;
}

/** For a photo that was not seen before: one wrongly found to differ is sent once more, one wrongly found the same never. */
export const strictly: LookLimits = { bits: 4, levels: 6 };
/** For a photo that has just been sent: whatever the service made of it, it is none of somebody else. */
export const loosely: LookLimits = { bits: 10, levels: 12 };

/** Whether two pictures are one and the same, as far as can be seen. */
export function looksSame(one: Look, other: Look, { bits, levels }: LookLimits): boolean {
  const isSameShape = hammingDistance(one.perceptualHash, other.perceptualHash) <= bits;
  return isSameShape && colourDistance(one.colours, other.colours) <= levels;
}

/** The root mean square of the differences of two rows of colours of equal length, 0 to 255. */
export function colourDistance(one: Uint8Array, other: Uint8Array): number {
  const squares = one.reduce((sum, level, index) => sum + (level - (other[index] ?? 0)) ** 2, 0);
  return Math.sqrt(squares / one.length);
}

/** How a picture looks, undefined for what is none that can be decoded. The bytes stay the caller's. */
export async function lookOf(pictures: PicturePool, bytes: Uint8Array): Promise<Look | undefined> {
  const made = await pictures.carryOut(new Uint8Array(bytes), { make: "look" });
  return made.kind === "made" ? made.look : undefined;
}
