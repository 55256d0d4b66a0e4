import type { Bitmap } from "./bitmap.ts";
import { type Orientation, swapsEdges } from "./exif-orientation.ts";

/** How to walk through the stored pixels to meet them in the order of the upright picture. */
interface Walk {
  readonly start: number;
  readonly stepRight: number;
  readonly stepDown: number;
}

/** The picture as it is to be seen; the same one where it is upright already. */
export function turnUpright(picture: Bitmap, orientation: Orientation): Bitmap {
  if (orientation === 1) return picture;
  const isSwapped = swapsEdges(orientation);
  const width = isSwapped ? picture.height : picture.width;
  const height = isSwapped ? picture.width : picture.height;
  const stored = new Uint32Array(picture.data.buffer, picture.data.byteOffset, width * height);
  const upright = new Uint32Array(width * height);
  const { start, stepRight, stepDown } = walkFor(orientation, picture.width, picture.height);
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    let from = start + y * stepDown;
    for (let x = 0; x < width; x += 1) {
      upright[to] = stored[from] ?? 0;
      to += 1;
      from += stepRight;
    }
  }
  return { data: Buffer.from(upright.buffer), width, height };
}

/** Where the stored picture's first row and column are to be seen: Exif 2.32, tag 0112. */
function walkFor(orientation: Orientation, width: number, height: number): Walk {
  const topRight = width - 1;
  const bottomLeft = (height - 1) * width;
  const bottomRight = width * height - 1;
  switch (orientation) {
    case 1:
      return { start: 0, stepRight: 1, stepDown: width };
    case 2:
      return { start: topRight, stepRight: -1, stepDown: width };
    case 3:
      return { start: bottomRight, stepRight: -1, stepDown: -width };
    case 4:
      return { start: bottomLeft, stepRight: 1, stepDown: -width };
    case 5:
      return { start: 0, stepRight: width, stepDown: 1 };
    case 6:
      return { start: bottomLeft, stepRight: -width, stepDown: 1 };
    case 7:
      return { start: bottomRight, stepRight: -width, stepDown: -1 };
    case 8:
      return { start: topRight, stepRight: width, stepDown: -1 };
  }
}
