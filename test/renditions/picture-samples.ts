import { defaultFormats } from "jimp";
import type { RenditionSpec } from "../../src/model/rendition.ts";
import type { PictureOrder, PictureResult } from "../../src/renditions/picture-work.ts";
import { drawGallery } from "../../src/simulator/drawing/gallery.ts";
import type { Pixels } from "./picture-quality.ts";

/** A rendition of 96 by 96 pixels unless it is said otherwise. */
export function rendition(changes: Partial<RenditionSpec> = {}): RenditionSpec {
  return { name: "thumb", width: 96, height: 96, fit: "cover", maxBytes: undefined, ...changes };
}

/** An order of these renditions. */
export function orderOf(renditions: readonly RenditionSpec[], hash = false): PictureOrder {
  return { make: "renditions", renditions, hash };
}

/** What was made, by name; throws with the reason where nothing was. */
export function madeOf(result: PictureResult, name = "thumb") {
  if (result.kind === "refused") throw new Error(`refused as ${result.problem}: ${result.message}`);
  const made = result.pictures.get(name);
  if (made === undefined) throw new Error(`there is no picture ${name}`);
  return made;
}

/** Realistic portraits as JPEGs: the first has 648 by 648 pixels. */
export async function portraits(): Promise<readonly Buffer[]> {
  const gallery = await drawGallery(5, "realistic");
  return gallery.portraits.map(({ largest }) => Buffer.concat([largest.start, largest.body]));
}

type SampleType = "image/jpeg" | "image/png" | "image/bmp";

/** Pixels as a file, by encoders that our code does not use for it. */
export async function encoded({ data, width, height }: Pixels, mime: SampleType): Promise<Buffer> {
  const format = formatOf(mime);
  return Buffer.from(await format.encode({ data: Buffer.from(data), width, height } as never));
}

/** The pixels of a file, by decoders that our code does not use for JPEGs. */
export async function pixelsOf(bytes: Uint8Array, mime: SampleType = "image/jpeg"): Promise<Pixels> {
  const format = formatOf(mime);
  const { data, width, height } = await format.decode(Buffer.from(bytes));
  return { data, width, height };
}

function formatOf(mime: SampleType) {
  const format = defaultFormats.map((make) => make()).find((candidate) => candidate.mime === mime);
  if (format === undefined) throw new Error(`no format ${mime}`);
  return format;
}

/** A picture of four quarters: red, green, blue and grey, from the top left in reading order. */
export function quarters(width: number, height: number): Pixels {
  const colours = [
    [220, 30, 30],
    [30, 200, 30],
    [30, 30, 220],
    [128, 128, 128],
  ] as const;
  const data = Buffer.alloc(width * height * 4, 255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const quarter = (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2);
      data.set(colours[quarter] ?? [0, 0, 0], 4 * (y * width + x));
    }
  }
  return { data, width, height };
}

/** The colour in the middle of each quarter, in reading order. */
export function quarterColours({ data, width, height }: Pixels): readonly (readonly number[])[] {
  const at = (x: number, y: number) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
  const [left, right] = [Math.floor(width / 4), Math.floor((3 * width) / 4)];
  const [top, bottom] = [Math.floor(height / 4), Math.floor((3 * height) / 4)];
  return [at(left, top), at(right, top), at(left, bottom), at(right, bottom)];
}

/** The largest difference between colours, channel by channel. */
export function difference(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): number {
  const other = right.flat();
  return Math.max(...left.flat().map((value, index) => Math.abs(value - (other[index] ?? 1000))));
}
