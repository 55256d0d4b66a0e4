import { createJimp } from "@jimp/core";
import { methods as crop } from "@jimp/plugin-crop";
import { methods as resize } from "@jimp/plugin-resize";
import type { Bitmap } from "./bitmap.ts";
import type { Area, Size } from "./geometry.ts";

/** Changes pictures in memory; each result is a new one. */
export interface Images {
  /** A part of a picture in a size that is not larger: each new pixel is the average of those that it covers. */
  shrink(picture: Bitmap, area: Area, size: Size): Bitmap;
}

/** Jimp with what we need of it. */
export function createImages(): Images {
  const Image = createJimp({ plugins: [crop, resize], formats: [] });
  return {
    shrink(picture, area, size) {
      // Jimp crops and resizes into new memory, but a crop of whole rows is a view of the picture's.
      const image = new Image({ ...picture });
      image.crop({ x: area.x, y: area.y, w: area.width, h: area.height });
      if (area.width === size.width && area.height === size.height) {
        return { ...size, data: Buffer.from(image.bitmap.data) };
      }
      // Without a mode Jimp averages areas, which measured closer to Lanczos than its other modes.
      image.resize({ w: size.width, h: size.height });
      return { ...size, data: image.bitmap.data };
    },
  };
}
