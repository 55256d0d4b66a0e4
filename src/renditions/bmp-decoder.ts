import bmp from "@jimp/js-bmp";
import type { Bitmap } from "./bitmap.ts";
import { UnusablePicture } from "./unusable-picture.ts";

/** BI_BITFIELDS and BI_ALPHABITFIELDS: the channels' masks follow the header. */
const withMasks: readonly number[] = [3, 6];
const withAlphaMask = 6;
/** BI_RLE8 and BI_RLE4. */
const packed: readonly number[] = [1, 2];

/**
 * The pixels of a BMP that the inspection took, none of them transparent. The reader looks for the pixels right behind
 * the palette, whatever the file header says of them, so they are brought there.
 */
export function decodeBmp(bytes: Buffer): Bitmap {
  const bits = bytes.readUInt16LE(28);
  // The reader has no colours for packed pixels, and stops 4 bits with an odd width after the first row.
  if (packed.includes(bytes.readUInt32LE(30)) || (bits === 4 && bytes.readInt32LE(18) % 2 === 1)) {
    throw new UnusablePicture("undecodable", "it is a BMP of a kind that cannot be read");
  }
  const pixelsAt = bytes.readUInt32LE(10);
  const expectedAt = 14 + headerBytes(bytes) + paletteBytes(bytes, bits);
  if (pixelsAt < expectedAt || pixelsAt > bytes.length) {
    throw new UnusablePicture("undecodable", "its header makes no sense");
  }
  const readable =
    pixelsAt === expectedAt ? bytes : Buffer.concat([bytes.subarray(0, expectedAt), bytes.subarray(pixelsAt)]);
  const { data, width, height } = bmp().decode(readable);
  return { data, width, height };
}

/** The header's length with the masks behind a BITMAPINFOHEADER. */
function headerBytes(bytes: Buffer): number {
  const length = bytes.readUInt32LE(14);
  const compression = bytes.readUInt32LE(30);
  if (length > 40 || !withMasks.includes(compression)) return length;
  return length + (compression === withAlphaMask ? 16 : 12);
}

function paletteBytes(bytes: Buffer, bits: number): number {
  const colours = bytes.readUInt32LE(46);
  if (colours > 256) throw new UnusablePicture("undecodable", "it claims more colours than a palette has");
  if (colours > 0) return colours * 4;
  return bits <= 8 ? 4 * 2 ** bits : 0;
}
