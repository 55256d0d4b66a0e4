import { crc32, deflateSync } from "node:zlib";

/** Files written byte by byte, for what no encoder would write. */

/** A marker segment of a JPEG. */
export function segment(marker: number, ...content: readonly (Buffer | string)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
}

/** A JPEG with segments put right behind its start marker. */
export function withSegments(jpeg: Buffer, ...segments: readonly Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** An Exif segment that says the orientation, and a text about a place. */
export function exif(orientation: number, order: "II" | "MM" = "II"): Buffer {
  const tiff = Buffer.alloc(26);
  const isLittle = order === "II";
  const short = (value: number, offset: number) =>
    isLittle ? tiff.writeUInt16LE(value, offset) : tiff.writeUInt16BE(value, offset);
  const long = (value: number, offset: number) =>
    isLittle ? tiff.writeUInt32LE(value, offset) : tiff.writeUInt32BE(value, offset);
  tiff.write(order, 0, "latin1");
  short(42, 2);
  long(8, 4);
  short(1, 8);
  short(0x0112, 10);
  short(3, 12);
  long(1, 14);
  short(orientation, 18);
  return segment(0xe1, "Exif\0\0", tiff, "GPSLatitude 47.3769");
}

/** The marker segments of a JPEG up to its scan, as marker and name. */
export function markersOf(jpeg: Uint8Array): readonly number[] {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  const markers: number[] = [];
  for (let offset = 2; view.getUint8(offset + 1) !== 0xda; offset += 2 + view.getUint16(offset + 2)) {
    markers.push(view.getUint8(offset + 1));
  }
  return markers;
}

/** A chunk of a PNG with its checksum. */
export function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

/** What a PNG's header says. */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly bits?: number;
  readonly colourType?: number;
  readonly interlace?: 0 | 1;
}

export function pngHeader({ width, height, bits = 8, colourType = 2, interlace = 0 }: PngParts): Buffer {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, bits, colourType, 0, 0, interlace]);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return chunk("IHDR", data);
}

const pngMagic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG with this raw data, and chunks of any kind before it. */
export function png(parts: PngParts, raw: Buffer, ...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([pngMagic, pngHeader(parts), ...chunks, chunk("IDAT", deflateSync(raw)), chunk("IEND")]);
}

/** A colour profile for red, green and blue: three colours in XYZ under D50 and one gamma for all (ICC.1:2010). */
export function matrixProfile(colours: readonly (readonly number[])[], gamma: number, description: string): Buffer {
  const fixed = (values: readonly number[]) => {
    const data = Buffer.alloc(8 + 4 * values.length);
    data.write("XYZ ", 0, "latin1");
    for (const [index, value] of values.entries()) data.writeInt32BE(Math.round(value * 65536), 8 + 4 * index);
    return data;
  };
  const curve = Buffer.from([...Buffer.from("curv"), 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  curve.writeUInt16BE(Math.round(gamma * 256), 12);
  const text = Buffer.alloc(12 + description.length + 1 + 90);
  text.write("desc", 0, "latin1");
  text.writeUInt32BE(description.length + 1, 8);
  text.write(description, 12, "latin1");
  const tags: readonly (readonly [name: string, data: Buffer])[] = [
    ["desc", text],
    ["wtpt", fixed([0.9642, 1, 0.8249])],
    ...(["r", "g", "b"] as const).map((letter, index) => [`${letter}XYZ`, fixed(colours[index] ?? [])] as const),
    ...(["r", "g", "b"] as const).map((letter) => [`${letter}TRC`, curve] as const),
  ];
  return profileOf("RGB ", tags);
}

/** A profile for a colour space, with these tags, by way of XYZ or Lab. */
export function profileOf(
  space: "RGB " | "CMYK",
  tags: readonly (readonly [name: string, data: Buffer])[],
  connection: "XYZ " | "Lab " = "XYZ ",
): Buffer {
  const head = Buffer.alloc(132);
  head.writeUInt32BE(0x02100000, 8);
  head.write(`${space === "CMYK" ? "prtr" : "mntr"}${space}${connection}`, 12, "latin1");
  head.write("acsp", 36, "latin1");
  for (const [index, value] of [0.9642, 1, 0.8249].entries())
    head.writeInt32BE(Math.round(value * 65536), 68 + 4 * index);
  head.writeUInt32BE(tags.length, 128);
  let offset = 132 + 12 * tags.length;
  const entries = tags.map(([name, data]) => {
    const entry = Buffer.alloc(12);
    entry.write(name, 0, "latin1");
    entry.writeUInt32BE(offset, 4);
    entry.writeUInt32BE(data.length, 8);
    offset += data.length;
    return entry;
  });
  head.writeUInt32BE(offset, 0);
  return Buffer.concat([head, ...entries, ...tags.map(([, data]) => data)]);
}

/** A profile for a printer that prints black only: grey, whatever the coloured inks are (lut8Type, ICC.1:2010, 10.9). */
export function blackInkProfile(): Buffer {
  const table = Buffer.alloc(48 + 256 * 4 + 16 * 3 + 256 * 3);
  table.write("mft1", 0, "latin1");
  table.set([4, 3, 2], 8);
  for (const at of [12, 28, 44]) table.writeInt32BE(65536, at);
  const straight = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
  for (let curve = 0; curve < 4; curve += 1) straight.copy(table, 48 + 256 * curve);
  const gridAt = 48 + 256 * 4;
  // Black varies fastest: lightness is full without it and nothing with it, without colour (Lab in bytes).
  for (let corner = 0; corner < 16; corner += 1) {
    table.set([corner % 2 === 0 ? 255 : 0, 128, 128], gridAt + 3 * corner);
  }
  for (let curve = 0; curve < 3; curve += 1) straight.copy(table, gridAt + 16 * 3 + 256 * curve);
  return profileOf(
    "CMYK",
    [
      ["A2B0", table],
      ["A2B1", table],
    ],
    "Lab ",
  );
}

/** A profile as segments of a JPEG, cut into so many parts. */
export function profileSegments(profile: Buffer, parts = 1): readonly Buffer[] {
  const length = Math.ceil(profile.length / parts);
  return Array.from({ length: parts }, (_, index) =>
    segment(
      0xe2,
      "ICC_PROFILE\0",
      Buffer.from([index + 1, parts]),
      profile.subarray(index * length, (index + 1) * length),
    ),
  );
}
