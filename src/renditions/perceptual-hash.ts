import type { Bitmap } from "./bitmap.ts";
import { largestLeaving } from "./geometry.ts";
import type { Images } from "./images.ts";
import type { OpenPicture } from "./open-picture.ts";

/** The edge of the square that a picture is shrunk to, and of the corner of frequencies that is looked at. */
const edge = 32;
const corner = 8;

/** What a picture is shrunk to for its hash. */
export const hashedSize = { width: edge, height: edge } as const;

/** A picture's least edges before it is shrunk for its hash, in pixels. */
const leastEdge = 64;

/** Gives each picture its hash. */
export type PerceptualHash = (picture: OpenPicture) => Promise<string>;

/**
 * 64 bits as 16 hex digits, of which pictures that look alike share most: the hash that Jimp's plugin-hash works out,
 * without its four million cosines. Depends on the picture alone, not on what else is made of it. A picture of one
 * colour has only its first bit.
 */
export function createPerceptualHash(images: Images): PerceptualHash {
  const hashOf = createSquareHash();
  return async (picture) => {
    const decoded = await decodeForHash(picture);
    const { width, height } = decoded;
    return hashOf(images.shrink(decoded, { x: 0, y: 0, width, height }, hashedSize));
  };
}

/** The pixels that a picture is shrunk from for its hash. */
export async function decodeForHash(picture: OpenPicture): Promise<Bitmap> {
  return await picture.decode(largestLeaving(picture, { width: leastEdge, height: leastEdge }));
}

/** The same hash of a picture that is shrunk already to `hashedSize`. */
export function createSquareHash(): (square: Bitmap) => string {
  const cosines = cosineTable();
  return (square) => toHex(bitsOf(lowFrequencies(greys(square), cosines)));
}

/** Light by row and column, in whole steps (ITU-R BT.709). */
function greys({ data }: Bitmap): Float64Array {
  return Float64Array.from({ length: edge * edge }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * pixel, 4 * pixel + 3);
    return Math.floor(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  });
}

/** cos((2i + 1) u π / 2N) for the first frequencies u, each scaled as the transform wants it. */
function cosineTable(): readonly Float64Array[] {
  return Array.from({ length: corner }, (_, frequency) => {
    const scale = frequency === 0 ? Math.SQRT1_2 : 1;
    return Float64Array.from(
      { length: edge },
      (_, position) => scale * Math.cos(((2 * position + 1) / (2 * edge)) * frequency * Math.PI),
    );
  });
}

/** The corner of the two-dimensional discrete cosine transform, across frequencies first. */
function lowFrequencies(light: Float64Array, cosines: readonly Float64Array[]): readonly number[] {
  const rows = Array.from({ length: edge }, (_, y) =>
    cosines.map((wave) => wave.reduce((sum, value, x) => sum + value * (light[y * edge + x] ?? 0), 0)),
  );
  return Array.from({ length: corner * corner }, (_, index) => {
    const across = Math.floor(index / corner);
    const down = cosines[index % corner] ?? new Float64Array();
    return down.reduce((sum, value, y) => sum + value * (rows[y]?.[across] ?? 0), 0) / 4;
  });
}

/** A bit is set where a frequency is stronger than they are on average. */
function bitsOf(frequencies: readonly number[]): readonly boolean[] {
  const average = frequencies.reduce((sum, value) => sum + value, 0) / frequencies.length;
  return frequencies.map((value) => value > average);
}

function toHex(bits: readonly boolean[]): string {
  const number = bits.reduce((sum, bit) => sum * 2n + (bit ? 1n : 0n), 0n);
  return number.toString(16).padStart(16, "0");
}
