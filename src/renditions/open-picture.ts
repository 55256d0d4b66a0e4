import { type Bitmap, flattenOntoWhite } from "./bitmap.ts";
import { decodeBmp } from "./bmp-decoder.ts";
import { profileOfJpeg, profileOfPng } from "./embedded-profile.ts";
import { readOrientation, swapsEdges } from "./exif-orientation.ts";
import { type Denominator, type Size, scaledDown } from "./geometry.ts";
import { decodeGif } from "./gif-decoder.ts";
import { defaultPictureLimits, inspectPicture } from "./inspect-picture.ts";
import type { JpegDecoder } from "./jpeg-decoder.ts";
import { behindName, countScans, type JpegSegment, jpegSegments } from "./jpeg-segments.ts";
import { pngChunks } from "./png-chunks.ts";
import { decodePng } from "./png-decoder.ts";
import { cmykToRgb } from "./to-srgb.ts";
import { turnUpright } from "./turn-upright.ts";
import { refusedByInspection, UnusablePicture } from "./unusable-picture.ts";

/** A picture whose header is known and whose pixels can be had. */
export interface OpenPicture extends Size {
  /** The colour profile of the pixels, undefined where they have none. */
  readonly profile: Buffer | undefined;
  /**
   * The pixels, upright, on white, in the profile's colours; the same bitmap each time, so a reader leaves it as it is.
   * Divided by the denominator if the picture's type can do that, in full otherwise.
   */
  decode(denominator: Denominator): Promise<Bitmap>;
}

/** Looks at a picture's header; throws UnusablePicture where it is none, or above the limits. */
export function openPicture(bytes: Buffer, jpegDecoder: JpegDecoder): OpenPicture {
  const header = inspectPicture(bytes, defaultPictureLimits);
  if (typeof header === "string") throw refusedByInspection(header);
  switch (header.contentType) {
    case "image/jpeg":
      return openJpeg(bytes, header, jpegDecoder);
    case "image/png":
      return openWhole(header, isColoured(bytes) ? profileOfPng([...pngChunks(bytes)]) : undefined, () =>
        decodePng(bytes),
      );
    case "image/gif":
      return openWhole(header, undefined, () => decodeGif(bytes, header));
    case "image/bmp":
      return openWhole(header, undefined, () => decodeBmp(bytes));
  }
}

/** Colour types with the colour bit (PNG specification, table 8): a profile for red, green and blue fits no other. */
function isColoured(png: Buffer): boolean {
  return ((png[25] ?? 0) & 2) !== 0;
}

/** A picture of a type that is decoded in full or not at all. */
function openWhole({ width, height }: Size, profile: Buffer | undefined, decodeAll: () => Bitmap): OpenPicture {
  let decoded: Bitmap | undefined;
  return {
    width,
    height,
    profile,
    async decode() {
      if (decoded === undefined) {
        decoded = decodeAll();
        flattenOntoWhite(decoded);
      }
      return decoded;
    },
  };
}

/** Progressive pictures have a dozen scans. Each goes through all the pixels, however few bytes it has. */
const mostScans = 100;

function openJpeg(bytes: Buffer, stored: Size, decoder: JpegDecoder): OpenPicture {
  if (countScans(bytes) > mostScans) throw new UnusablePicture("undecodable", `it has more than ${mostScans} scans`);
  const segments = [...jpegSegments(bytes)];
  const exif = segments.map((segment) => behindName(segment, 0xe1, "Exif\0\0")).find((tiff) => tiff !== undefined);
  const orientation = exif === undefined ? 1 : readOrientation(exif);
  const profile = profileOfJpeg(segments);
  const isCmyk = componentsOf(segments) === 4;
  const isInverted = segments.some((segment) => behindName(segment, 0xee, "Adobe") !== undefined);
  const decoded = new Map<Denominator, Bitmap>();

  async function decodeNow(denominator: Denominator): Promise<Bitmap> {
    const size = scaledDown(stored, denominator);
    const pixels = decoder.decode(bytes, size, isCmyk ? "cmyk" : "rgba");
    const data = isCmyk ? await cmykToRgb(pixels, { isInverted }, profile) : pixels;
    return turnUpright({ data, ...size }, orientation);
  }

  return {
    width: swapsEdges(orientation) ? stored.height : stored.width,
    height: swapsEdges(orientation) ? stored.width : stored.height,
    profile: isCmyk || componentsOf(segments) === 1 ? undefined : profile,
    async decode(denominator) {
      const picture = decoded.get(denominator) ?? (await decodeNow(denominator));
      decoded.set(denominator, picture);
      return picture;
    },
  };
}

/** How many colour components the frame header names (ITU T.81, section B.2.2). */
function componentsOf(segments: readonly JpegSegment[]): number {
  const frame = segments.findLast(
    ({ marker }) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker),
  );
  return frame?.content[5] ?? 0;
}
