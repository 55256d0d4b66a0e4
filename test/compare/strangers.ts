import { Jimp } from "jimp";
import { randomRow } from "../../src/simulator/directory/mix.ts";
import type { Canvas } from "../../src/simulator/drawing/canvas.ts";
import { drawPortrait } from "../../src/simulator/drawing/portrait.ts";
import { stranger } from "../../src/simulator/drawing/strangers.ts";

/** As people upload them: a portrait of somebody whom no other number gives, as a JPEG. */
export async function strangersPhoto(n: number, edge = 648): Promise<Buffer> {
  const random = randomRow(1000 + n);
  const { sitter, framing } = stranger(random);
  return await drawn(drawPortrait(sitter, edge, random, framing), random);
}

/** Portraits that are as alike as different people's can be: one photographer, one wall, the head in one place. */
export async function studioPhoto(n: number, edge = 324): Promise<Buffer> {
  const random = randomRow(700_000 + n);
  const { sitter } = stranger(random);
  return await drawn(drawPortrait({ ...sitter, background: wall }, edge, random), random);
}

const wall = [
  [206, 206, 214],
  [136, 138, 154],
] as const;

async function drawn({ data, edge }: Canvas, random: () => number): Promise<Buffer> {
  const picture = new Jimp({ data: Buffer.from(data.buffer), width: edge, height: edge });
  return await picture.getBuffer("image/jpeg", { quality: 80 + Math.floor(13 * random()) });
}

/** What may happen to a photo on its way into a directory. */
export interface Reencoding {
  /** Pixels. */
  readonly edge: number;
  /** The part of the edge that is cut off at most, on either side. */
  readonly mostCut: number;
  /** How much brighter or darker it gets at most: 0.08 is 8 %. */
  readonly mostLight: number;
}

/** The thumbnail of AD and Exchange. */
export const usualReencoding: Reencoding = { edge: 96, mostCut: 0.04, mostLight: 0.08 };

/** More than that. */
export const harderReencoding: Reencoding = { edge: 48, mostCut: 0.1, mostLight: 0.2 };

/** What is done to one photo. */
export interface Change {
  /** Parts of the photo's edge. */
  readonly cut: number;
  readonly left: number;
  readonly top: number;
  /** 1 leaves the light as it is. */
  readonly light: number;
  readonly quality: number;
}

/** Some change within bounds, the same for the same number. Qualities are 60 to 90. */
export function changeFor(n: number, { mostCut, mostLight }: Reencoding): Change {
  const random = randomRow(5_000_000 + n);
  const cut = mostCut * random();
  const [left, top] = [cut * random(), cut * random()];
  return { cut, left, top, light: 1 + mostLight * (2 * random() - 1), quality: 60 + Math.floor(31 * random()) };
}

/** Crops, shrinks, brightens and encodes a square photo with Jimp, which decodes and encodes JPEGs by code of its own. */
export async function reencoded(photo: Buffer, n: number, reencoding = usualReencoding): Promise<Buffer> {
  const { cut, left, top, light, quality } = changeFor(n, reencoding);
  const picture = await Jimp.fromBuffer(photo);
  const edge = picture.width;
  const kept = Math.round(edge * (1 - cut));
  picture.crop({ x: Math.floor(edge * left), y: Math.floor(edge * top), w: kept, h: kept });
  picture.resize({ w: reencoding.edge, h: reencoding.edge }).brightness(light);
  return await picture.getBuffer("image/jpeg", { quality });
}
