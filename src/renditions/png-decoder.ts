import { inflateSync } from "node:zlib";
import png from "@jimp/js-png";
import type { Bitmap } from "./bitmap.ts";
import type { Size } from "./geometry.ts";
import { defaultPictureLimits } from "./inspect-picture.ts";
import { type PngChunk, pngChunks } from "./png-chunks.ts";
import { UnusablePicture } from "./unusable-picture.ts";

/** What IHDR says beyond the size (PNG specification, section 11.2.2). */
interface PngForm extends Size {
  readonly bitsPerPixel: number;
  readonly isInterlaced: boolean;
}

/** Channels by colour type. */
const channels: readonly (number | undefined)[] = [1, undefined, 3, 1, 2, undefined, 4];

/**
 * The pixels of a PNG, alpha as it is. The reader believes a second header, inflates interlaced data without a bound,
 * fills up what other data lacks with whatever memory holds, and takes bytes behind the end for damage. So it gets the
 * file up to its end, with one header, and with data that is as long as the header says.
 */
export function decodePng(bytes: Buffer): Bitmap {
  const chunks = [...pngChunks(bytes)];
  const headers = chunks.filter(({ type }) => type === "IHDR");
  const [header] = headers;
  if (header === undefined || headers.length > 1) {
    throw new UnusablePicture("undecodable", "it has more than one header");
  }
  const form = readForm(header);
  const rawBytes = form.isInterlaced ? interlacedBytes(form) : rowBytes(form.width, form) * form.height;
  if (rawBytes > mostRawBytes) {
    throw new UnusablePicture("tooManyPixels", "its pixels and their bits together are more than can be handled");
  }
  checkData(chunks, rawBytes);
  const { data, width, height } = png().decode(bytes.subarray(0, chunks.at(-1)?.end));
  return { data, width, height };
}

/** As much as the most pixels have with 8 bits in four channels, and a filter's byte for each where rows have one. */
const mostRawBytes = defaultPictureLimits.maxPixels * 5;

function readForm({ data }: PngChunk): PngForm {
  const perPixel = channels[data.readUInt8(9)];
  if (perPixel === undefined) throw new UnusablePicture("undecodable", "its header makes no sense");
  return {
    width: data.readUInt32BE(0),
    height: data.readUInt32BE(4),
    bitsPerPixel: perPixel * data.readUInt8(8),
    isInterlaced: data.readUInt8(12) !== 0,
  };
}

/** A row with the byte that names its filter. */
function rowBytes(width: number, { bitsPerPixel }: PngForm): number {
  return 1 + Math.ceil((width * bitsPerPixel) / 8);
}

/** Where the seven passes of Adam7 start, and in which steps they go (PNG specification, section 8.2). */
const passes = [
  { x: 0, y: 0, across: 8, down: 8 },
  { x: 4, y: 0, across: 8, down: 8 },
  { x: 0, y: 4, across: 4, down: 8 },
  { x: 2, y: 0, across: 4, down: 4 },
  { x: 0, y: 2, across: 2, down: 4 },
  { x: 1, y: 0, across: 2, down: 2 },
  { x: 0, y: 1, across: 1, down: 2 },
] as const;

function interlacedBytes(form: PngForm): number {
  let bytes = 0;
  for (const { x, y, across, down } of passes) {
    const width = Math.ceil((form.width - x) / across);
    const height = Math.ceil((form.height - y) / down);
    if (width > 0 && height > 0) bytes += rowBytes(width, form) * height;
  }
  return bytes;
}

/** Throws where the data inflates to more or less than the picture needs; what is more is not inflated. */
function checkData(chunks: readonly PngChunk[], rawBytes: number): void {
  const parts = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  const raw = inflateSync(Buffer.concat(parts), { maxOutputLength: rawBytes });
  if (raw.length < rawBytes) throw new UnusablePicture("undecodable", "its data is damaged or ends early");
}
