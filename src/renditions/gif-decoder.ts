import { GifReader } from "omggif";
import type { Bitmap } from "./bitmap.ts";
import type { Size } from "./geometry.ts";
import { countGifPixels } from "./gif-codes.ts";
import { UnusablePicture } from "./unusable-picture.ts";

/**
 * The first picture of a GIF on its screen; what it leaves open is transparent. `screen` is the size that the limits
 * were looked at for. The frame must lie on it, and its data must fill it: the reader follows codes without a check.
 */
export function decodeGif(bytes: Buffer, screen: Size): Bitmap {
  const reader = new GifReader(bytes);
  if (reader.numFrames() === 0) throw new UnusablePicture("undecodable", "it is a GIF without a picture");
  const frame = reader.frameInfo(0);
  if (frame.x + frame.width > screen.width || frame.y + frame.height > screen.height) {
    throw new UnusablePicture("undecodable", "its first picture is larger than its screen");
  }
  const pixels = frame.width * frame.height;
  if (frame.palette_offset === null || countGifPixels(bytes, frame.data_offset, pixels) !== pixels) {
    throw new UnusablePicture("undecodable", "its data is damaged or ends early");
  }
  const data = Buffer.alloc(screen.width * screen.height * 4);
  reader.decodeAndBlitFrameRGBA(0, data);
  return { data, width: screen.width, height: screen.height };
}
