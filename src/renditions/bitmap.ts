/** Pixels in memory: four bytes each (red, green, blue, alpha), rows from top to bottom. Jimp's form. */
export interface Bitmap {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Lays a picture over white, in its own memory: a JPEG has no transparency. */
export function flattenOntoWhite({ data }: Bitmap): void {
  for (let offset = 0; offset < data.length; offset += 4) {
    const alpha = data[offset + 3] ?? 255;
    if (alpha === 255) continue;
    for (let channel = offset; channel < offset + 3; channel += 1) {
      data[channel] = Math.round(((data[channel] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
    }
    data[offset + 3] = 255;
  }
}
