import type { RenditionSpec } from "../model/rendition.ts";
import type { Bitmap } from "./bitmap.ts";
import { denominatorFor, nextSmaller, place, type Size } from "./geometry.ts";
import type { Images } from "./images.ts";
import type { JpegEncoder } from "./jpeg-encoder.ts";
import type { OpenPicture } from "./open-picture.ts";
import type { MadePicture } from "./picture-work.ts";
import { toSrgb } from "./to-srgb.ts";
import { UnusablePicture } from "./unusable-picture.ts";

/** Qualities of a rendition: the usual one, and where max-bytes does not allow that the lowest. */
const usualQuality = 85;
const lowestQuality = 40;
/** A picture whose longer edge is shorter than this, in pixels, is not worth having. */
const leastLongerEdge = 16;
/** A transcoded photo loses as little as can be. */
const transcodeQuality = 92;

/** What pictures are made with. */
export interface Tools {
  readonly images: Images;
  readonly encoder: JpegEncoder;
}

/** One rendition, in sRGB. Throws UnusablePicture where no quality and size gets it below its max-bytes. */
export async function makeRendition(picture: OpenPicture, spec: RenditionSpec, tools: Tools): Promise<MadePicture> {
  const wanted = place(picture, spec, spec.fit);
  const decoded = await picture.decode(denominatorFor(wanted));
  const { area } = place(decoded, spec, spec.fit);
  let smallest: MadePicture | undefined;
  for (
    let size = wanted.size;
    smallest === undefined || longerEdge(size) >= leastLongerEdge;
    size = nextSmaller(size)
  ) {
    const shrunk = tools.images.shrink(decoded, area, size);
    await toSrgb(shrunk, picture.profile);
    const made = await withinBytes(shrunk, spec.maxBytes ?? Number.POSITIVE_INFINITY, tools.encoder);
    if (made.fits) return made.picture;
    smallest = made.picture;
  }
  throw new UnusablePicture(
    "doesNotFit",
    `its smallest form has ${smallest.bytes.length} bytes, max-bytes is ${spec.maxBytes}`,
  );
}

function longerEdge({ width, height }: Size): number {
  return Math.max(width, height);
}

/** The highest quality of one size that has few enough bytes, or the lowest where none has. */
async function withinBytes(
  picture: Bitmap,
  maxBytes: number,
  encoder: JpegEncoder,
): Promise<{ readonly fits: boolean; readonly picture: MadePicture }> {
  const usual = await encode(picture, usualQuality, encoder);
  if (usual.bytes.length <= maxBytes) return { fits: true, picture: usual };
  let best = await encode(picture, lowestQuality, encoder);
  if (best.bytes.length > maxBytes) return { fits: false, picture: best };
  let tooHigh = usualQuality;
  while (tooHigh - best.quality > 1) {
    const middle = Math.floor((best.quality + tooHigh) / 2);
    const made = await encode(picture, middle, encoder);
    if (made.bytes.length <= maxBytes) best = made;
    else tooHigh = middle;
  }
  return { fits: true, picture: best };
}

/** The picture in its own size as a JPEG, upright, in sRGB, without metadata. */
export async function makeJpeg(picture: OpenPicture, tools: Tools): Promise<MadePicture> {
  const decoded = await picture.decode(1);
  // Nothing else is made of this picture, so its pixels may change.
  await toSrgb(decoded, picture.profile);
  return await encode(decoded, transcodeQuality, tools.encoder);
}

async function encode(picture: Bitmap, quality: number, encoder: JpegEncoder): Promise<MadePicture> {
  const { width, height } = picture;
  return { bytes: await encoder.encode(picture, quality), width, height, quality };
}
