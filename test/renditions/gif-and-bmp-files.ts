/** GIFs and BMPs written byte by byte, for what no encoder would write. */

/** What a GIF says of its first picture. */
export interface GifParts {
  readonly screen: readonly [width: number, height: number];
  readonly frame: readonly [x: number, y: number, width: number, height: number];
  /** The compressed data: the code size, then blocks, the last one empty. */
  readonly data: readonly number[];
}

/** A GIF of one picture with a palette of black, white, red and green, of which the fourth is transparent. */
export function gif({ screen, frame, data }: GifParts): Buffer {
  const words = (values: readonly number[]) => values.flatMap((value) => [value & 255, value >> 8]);
  const palette = [0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0];
  return Buffer.from([
    ...Buffer.from("GIF89a"),
    ...words(screen),
    ...[0xf1, 0, 0],
    ...palette,
    ...[0x21, 0xf9, 4, 1, 0, 0, 3, 0],
    ...[0x2c, ...words(frame), 0],
    ...data,
    0x3b,
  ]);
}

/** A BMP's header and what follows it; the palette's length and the pixels' place can be lies. */
export function bmp(
  width: number,
  height: number,
  bits: number,
  rest: Buffer,
  lies: { readonly colours?: number; readonly pixelsAt?: number; readonly packing?: number } = {},
): Buffer {
  const head = Buffer.alloc(54);
  head.write("BM", 0, "latin1");
  head.writeUInt32LE(54 + rest.length, 2);
  head.writeUInt32LE(lies.pixelsAt ?? 54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(lies.packing ?? 0, 30);
  head.writeUInt32LE(lies.colours ?? 0, 46);
  return Buffer.concat([head, rest]);
}
