import { drawGallery } from "../../../src/simulator/drawing/gallery.ts";
import { drawPortrait } from "../../../src/simulator/drawing/portrait.ts";
import { sitters } from "../../../src/simulator/drawing/sitters.ts";
import { Chance } from "../../faults/chance.ts";
import type { Sharp } from "./libraries.ts";

/** Photos of one size to measure with. */
export interface PhotoSet {
  readonly what: string;
  readonly edge: number;
  readonly photos: readonly Buffer[];
}

const seed = 7;
const usualEdge = 648;
/** As phones and web pages send them; Graph then gives 648 pixels at most, Entra ID what it was given. */
const realEdges = [1080, 2048] as const;
const realQuality = 90;

/** The simulated tenant's portraits of 648 pixels, chroma in full, and larger ones with chroma at half resolution. */
export async function photoSets(sharp: Sharp): Promise<readonly PhotoSet[]> {
  const { portraits } = await drawGallery(seed, "realistic");
  const photos = portraits
    .map(({ largest }) => largest)
    .filter(({ width }) => width === usualEdge)
    .map(({ start, body }) => Buffer.concat([start, body]));
  const sets: PhotoSet[] = [{ what: `${usualEdge} px`, edge: usualEdge, photos }];
  for (const edge of realEdges) {
    sets.push({ what: `${edge} px`, edge, photos: await Promise.all(sitters.map((_, at) => draw(sharp, at, edge))) });
  }
  return sets;
}

async function draw(sharp: Sharp, at: number, edge: number): Promise<Buffer> {
  const sitter = sitters[at];
  if (sitter === undefined) throw new RangeError(`There is no sitter ${at}.`);
  const chance = new Chance(seed + at);
  const { data } = drawPortrait(sitter, edge, () => chance.between(0, 1e6) / 1e6);
  const pixels = sharp(new Uint8Array(data.buffer), { raw: { width: edge, height: edge, channels: 4 } });
  return await pixels.jpeg({ quality: realQuality, chromaSubsampling: "4:2:0" }).toBuffer();
}
