import { inflateSync } from "node:zlib";
import { behindName, type JpegSegment } from "./jpeg-segments.ts";
import type { PngChunk } from "./png-chunks.ts";

/** Printers' profiles have up to 3 MB; what is larger is not looked at. */
const mostProfileBytes = 4 * 1024 * 1024;

/** The colour profile that a JPEG holds, joined from its numbered parts (ICC.1:2010, annex B.4). */
export function profileOfJpeg(segments: readonly JpegSegment[]): Buffer | undefined {
  const parts = segments
    .map((segment) => behindName(segment, 0xe2, "ICC_PROFILE\0"))
    .filter((part) => part !== undefined);
  const numbered = parts
    .filter((part) => part.length > 2)
    .sort((left, right) => left.readUInt8(0) - right.readUInt8(0));
  if (numbered.length === 0) return undefined;
  const isWhole = numbered.every(
    (part, index) => part.readUInt8(0) === index + 1 && part.readUInt8(1) === parts.length,
  );
  return isWhole ? Buffer.concat(numbered.map((part) => part.subarray(2))) : undefined;
}

/** The colour profile that a PNG holds: a name, a method and compressed bytes (PNG specification, section 11.3.3.3). */
export function profileOfPng(chunks: readonly PngChunk[]): Buffer | undefined {
  const chunk = chunks.find(({ type }) => type === "iCCP")?.data;
  const nameEnd = chunk?.indexOf(0) ?? -1;
  if (chunk === undefined || nameEnd < 0) return undefined;
  try {
    return inflateSync(chunk.subarray(nameEnd + 2), { maxOutputLength: mostProfileBytes });
  } catch {
    return undefined;
  }
}
