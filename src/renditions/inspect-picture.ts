import { limits } from "../model/limits.ts";
import type { PictureHeader } from "../model/picture.ts";

/** Why bytes are not taken for a picture. */
export type PictureProblem = "empty" | "unknownType" | "brokenHeader" | "truncated" | "tooManyBytes" | "tooManyPixels";

export interface PictureLimits {
  readonly maxBytes: number;
  readonly maxPixels: number;
}

/** What a photo of Graph's may be. */
export const defaultPictureLimits: PictureLimits = { maxBytes: limits.photoBytes, maxPixels: limits.photoPixels };

/**
 * The type and size of a picture, from its own bytes: magic number, a header that makes sense, complete to the end
 * marker. Never throws; what a server calls the bytes plays no part.
 */
export function inspectPicture(
  bytes: Uint8Array,
  { maxBytes, maxPixels }: PictureLimits,
): PictureHeader | PictureProblem {
  if (bytes.length === 0) return "empty";
  if (bytes.length > maxBytes) return "tooManyBytes";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(view);
  if (typeof header === "string") return header;
  if (header.width === 0 || header.height === 0) return "brokenHeader";
  return header.width * header.height > maxPixels ? "tooManyPixels" : header;
}

function readHeader(view: DataView): PictureHeader | PictureProblem {
  if (startsWith(view, [0xff, 0xd8, 0xff])) return readJpeg(view);
  if (startsWith(view, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return readPng(view);
  if (startsWith(view, [0x47, 0x49, 0x46, 0x38])) return readGif(view);
  if (startsWith(view, [0x42, 0x4d])) return readBmp(view);
  return "unknownType";
}

function startsWith(view: DataView, magic: readonly number[]): boolean {
  return view.byteLength >= magic.length && magic.every((byte, index) => view.getUint8(index) === byte);
}

/** Walks the marker segments to the first scan, then looks for the end marker behind it (ITU T.81, annex B). */
function readJpeg(view: DataView): PictureHeader | PictureProblem {
  let size: { width: number; height: number } | undefined;
  let offset = 2;
  while (offset + 4 <= view.byteLength) {
    if (view.getUint8(offset) !== 0xff) return "brokenHeader";
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff || (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01) {
      offset += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xd9) return "brokenHeader";
    const length = view.getUint16(offset + 2);
    if (length < 2) return "brokenHeader";
    if (isStartOfFrame(marker)) {
      if (length < 8) return "brokenHeader";
      if (offset + 9 > view.byteLength) return "truncated";
      size = { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) };
    }
    if (marker === 0xda) {
      if (size === undefined) return "brokenHeader";
      return hasJpegEnd(view, offset + 2 + length) ? { contentType: "image/jpeg", ...size } : "truncated";
    }
    offset += 2 + length;
  }
  return "truncated";
}

function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Bytes behind the end marker are allowed: cameras leave some. Inside a scan FF is always stuffed, so FFD9 is the end. */
function hasJpegEnd(view: DataView, scanStart: number): boolean {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  return bytes.indexOf(Buffer.from([0xff, 0xd9]), scanStart) >= 0;
}

/** IHDR first, then chunks by length to IEND (PNG specification, section 5). */
function readPng(view: DataView): PictureHeader | PictureProblem {
  if (view.byteLength < 33) return "truncated";
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) return "brokenHeader";
  let offset = 8;
  while (offset + 12 <= view.byteLength) {
    if (view.getUint32(offset + 4) === 0x49454e44) {
      return { contentType: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
    }
    offset += 12 + view.getUint32(offset);
  }
  return "truncated";
}

/** The logical screen's size, and the trailer byte at the end (GIF89a, sections 18 and 27). */
function readGif(view: DataView): PictureHeader | PictureProblem {
  if (view.byteLength < 14) return "truncated";
  let last = view.byteLength - 1;
  while (last > 13 && view.getUint8(last) === 0) last--;
  if (view.getUint8(last) !== 0x3b) return "truncated";
  return { contentType: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** Lengths of the headers in which sizes have four bytes: from BITMAPINFOHEADER to BITMAPV5HEADER. */
const bmpHeaderLengths: readonly number[] = [40, 52, 56, 108, 124];
const bmpBits: readonly number[] = [1, 4, 8, 16, 24, 32];
/** BI_RLE8 and BI_RLE4: how long the pixels are follows from no other field. */
const packedBmps: readonly number[] = [1, 2];

/**
 * Two letters are little of a magic number, so the header's length is part of it. The pixels must be there: as many
 * rows as the header says, or for packed ones as many bytes as the file header says. A negative height stands for rows
 * from top to bottom. Source: Microsoft, Bitmap Header Types (BITMAPFILEHEADER, BITMAPINFOHEADER).
 */
function readBmp(view: DataView): PictureHeader | PictureProblem {
  if (view.byteLength < 54 || !bmpHeaderLengths.includes(view.getUint32(14, true))) return "unknownType";
  const width = view.getInt32(18, true);
  const height = Math.abs(view.getInt32(22, true));
  const bits = view.getUint16(28, true);
  const pixelsAt = view.getUint32(10, true);
  if (width <= 0 || view.getUint16(26, true) !== 1 || !bmpBits.includes(bits) || pixelsAt < 54) return "brokenHeader";
  const rowBytes = 4 * Math.ceil((width * bits) / 32);
  const isPacked = packedBmps.includes(view.getUint32(30, true));
  const wholeLength = isPacked ? view.getUint32(2, true) : pixelsAt + rowBytes * height;
  return view.byteLength >= wholeLength ? { contentType: "image/bmp", width, height } : "truncated";
}
