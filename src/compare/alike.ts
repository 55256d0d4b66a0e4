import { hammingDistance } from "../renditions/hamming.ts";
import type { Look } from "../renditions/picture-work.ts";
import { smoothed, unlikeness } from "./likeness.ts";

/** In how far two pictures look alike. */
export interface Likeness {
  /** Bits in which their perceptual hashes differ, 0 to 64. */
  readonly distance: number;
  /** What is left of a picture's contrast once the other is laid over it, 0 to 100 percent. */
  readonly unlike: number;
}

/*
 * Measured by `npm run bench -- --only compare`, on photos of 648 pixels beside thumbnails of 96: re-encodings differ in 10
 * bits at most, as a tenth of all pairs of different people do, so the hash rules out and never in. They leave 0.7 percent
 * at most, different people 5 percent and more.
 */
export const usualDistance = 16;
export const mostUnlike = 2;

/** Compares two looks. */
export function likenessOf(one: Look, other: Look): Likeness {
  return {
    distance: hammingDistance(one.perceptualHash, other.perceptualHash),
    unlike: unlikeness(smoothed(one), smoothed(other)),
  };
}

/** Whether that is one picture, with so many bits of distance allowed. */
export function isAlike({ distance, unlike }: Likeness, mostDistance: number = usualDistance): boolean {
  return distance <= mostDistance && unlike <= mostUnlike;
}
