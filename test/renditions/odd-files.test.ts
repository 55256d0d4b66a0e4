import assert from "node:assert/strict";
import { test } from "node:test";
import { createPictureWork } from "../../src/renditions/create-picture-work.ts";
import { compileCodecs } from "./codec-modules.ts";
import { convert, whyNoImageMagick } from "./image-magick.ts";
import { blackInkProfile, markersOf, profileSegments, withSegments } from "./picture-files.ts";
import type { Pixels } from "./picture-quality.ts";
import {
  difference,
  encoded,
  madeOf,
  orderOf,
  pixelsOf,
  quarterColours,
  quarters,
  rendition,
} from "./picture-samples.ts";

const work = createPictureWork(await compileCodecs());
const picture = quarters(160, 120);
const colours = quarterColours(picture);
const source = await encoded(picture, "image/png");

/** How far a colour may be off after two rounds of JPEG. */
const nearly = 14;
const skip = whyNoImageMagick() ?? false;

/** What comes out when the whole picture is asked for in 80 by 60. */
async function shrunk(bytes: Buffer): Promise<Pixels> {
  const spec = rendition({ width: 80, height: 60, fit: "contain" });
  const made = madeOf(await work.carryOut(bytes, orderOf([spec], true)));
  assert.deepEqual([made.width, made.height], [80, 60]);
  assert.ok(markersOf(made.bytes).every((marker) => [0xe0, 0xdb, 0xc0, 0xc4].includes(marker)));
  return await pixelsOf(made.bytes);
}

async function looksRight(bytes: Buffer, expected = colours): Promise<void> {
  const found = quarterColours(await shrunk(bytes));
  assert.ok(difference(found, expected) <= nearly, JSON.stringify(found));
}

const grey = colours.map(([red = 0, green = 0, blue = 0]) => {
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [light, light, light];
});

const oddFiles: readonly (readonly [title: string, type: string, options: string, expected?: typeof grey])[] = [
  ["a baseline JPEG", "jpeg", "-quality 92"],
  ["a progressive JPEG", "jpeg", "-quality 92 -interlace JPEG"],
  ["a grey JPEG", "jpeg", "-colorspace Gray -quality 92", grey],
  ["a grey progressive JPEG", "jpeg", "-colorspace Gray -interlace JPEG", grey],
  ["a JPEG in four inks", "jpeg", "-colorspace CMYK -quality 95"],
  ["a JPEG with chroma at a quarter of the width", "jpeg", "-quality 92 -sampling-factor 4x1"],
  ["a JPEG with chroma at half the height", "jpeg", "-quality 92 -sampling-factor 1x2"],
  ["a JPEG with chroma in full", "jpeg", "-quality 92 -sampling-factor 1x1"],
  ["a JPEG with unusual chroma", "jpeg", "-quality 92 -sampling-factor 2x4"],
  ["a PNG of 16 bits", "png48", "-depth 16"],
  ["an interlaced PNG", "png", "-interlace PNG"],
  ["an interlaced PNG of 16 bits", "png48", "-depth 16 -interlace PNG"],
  ["a PNG with a palette", "png8", ""],
  ["a PNG with a palette of 4 colours", "png", "-colors 4 -type Palette"],
  ["a grey PNG", "png", "-colorspace Gray", grey],
  ["a GIF", "gif", ""],
  ["an interlaced GIF", "gif", "-interlace GIF"],
  ["a BMP of 24 bits", "bmp3", "-type TrueColor"],
  ["a BMP of 32 bits", "bmp", "-alpha set -type TrueColorAlpha"],
  ["a BMP of 8 bits", "bmp3", "-colors 200 -type Palette"],
  ["a BMP of 4 bits", "bmp3", "-colors 4 -type Palette"],
];

for (const [title, type, options, expected] of oddFiles) {
  test(`A rendition of ${title} has its colours`, { skip }, async () => {
    const words = options.split(" ").filter((word) => word !== "");
    await looksRight(convert(source, "png", words, type), expected);
  });
}

test("Transparent parts of PNGs and GIFs become white", { skip }, async () => {
  const clear = ["-alpha", "set", "-channel", "A", "-fx", "i<w/2?0:1", "+channel"];
  const [, topRight = [], , bottomRight = []] = colours;
  const white = [255, 255, 255];
  const expected = [white, topRight, white, bottomRight];
  for (const type of ["png32", "png8", "png64", "gif"]) await looksRight(convert(source, "png", clear, type), expected);
});

test("Half-transparent parts are mixed with white", { skip }, async () => {
  const half = ["-alpha", "set", "-channel", "A", "-evaluate", "set", "50%", "+channel"];
  const mixed = colours.map((colour) => colour.map((value) => (value + 255) / 2));
  await looksRight(convert(source, "png", half, "png32"), mixed);
});

test("Of an animated GIF the first picture is taken", { skip }, async () => {
  const options = ["(", "+clone", "-negate", ")", "(", "+clone", "-flop", ")"];
  await looksRight(convert(source, "png", options, "gif"));
});

test("Kinds of BMP that would come out in false colours are refused", { skip }, async () => {
  const packed = "-colors 200 -type Palette -compress RLE".split(" ");
  const result = await work.carryOut(convert(source, "png", packed, "bmp3"), orderOf([rendition()]));
  assert.equal(result.kind === "refused" && result.problem, "undecodable");
});

/** A picture in four inks, a byte each with 255 for full, as a JPEG of ImageMagick's: with Adobe's mark, inverted. */
function inkJpeg({ data }: Pixels, inksOf: (red: number, green: number, blue: number) => readonly number[]): Buffer {
  const inks = Buffer.alloc(data.length);
  for (let at = 0; at < inks.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    inks.set(inksOf(red, green, blue).map(Math.round), at);
  }
  return convert(inks, "cmyk", "-size 160x120 -depth 8 -quality 95 -sampling-factor 1x1".split(" "), "jpeg");
}

/** Where Adobe's segment starts; its last byte says that the inks are stored as light and colour differences. */
function adobeAt(jpeg: Buffer): number {
  const at = jpeg.indexOf(Buffer.from([0xff, 0xee]));
  assert.equal(jpeg[at + 15], 2);
  return at;
}

test("Four inks are understood when they are stored as light and colour differences", { skip }, async () => {
  await looksRight(inkJpeg(picture, (red, green, blue) => [255 - red, 255 - green, 255 - blue, 0]));
});

test("A profile says what four inks look like together", { skip }, async () => {
  // White, mid grey and black of lightness 100, 50 and 0 in sRGB, and coloured inks that the profile makes nothing of.
  const jpeg = inkJpeg(picture, (red, green) => [0, red, green, red === 128 ? 255 : red === 220 ? 128 : 0]);
  const light = (value: number) => [value, value, value];
  const expected = [light(119), light(255), light(255), light(0)];
  await looksRight(withSegments(jpeg, ...profileSegments(blackInkProfile())), expected);
});

/** A picture whose colours stay in range when they are taken for light and colour differences. */
const muted: Pixels = { ...picture, data: picture.data.map((value, at) => (at % 4 === 3 ? 255 : 110 + value / 8)) };
/** What turns into these values on the way to light and colour differences (JFIF 1.02). */
const beforeTransform = (light: number, blue: number, red: number) => [
  light + 1.402 * (red - 128),
  light - 0.344136 * (blue - 128) - 0.714136 * (red - 128),
  light + 1.772 * (blue - 128),
];

test("Four inks are understood when they are stored as they are", { skip }, async () => {
  const jpeg = inkJpeg(muted, (...stored) => [...beforeTransform(...stored), 0]);
  jpeg[adobeAt(jpeg) + 15] = 0;
  await looksRight(jpeg, quarterColours(muted));
});

test("Four inks without Adobe's mark have 255 for full ink", { skip }, async () => {
  const jpeg = inkJpeg(muted, (red, green, blue) => [...beforeTransform(255 - red, 255 - green, 255 - blue), 255]);
  const at = adobeAt(jpeg);
  await looksRight(Buffer.concat([jpeg.subarray(0, at), jpeg.subarray(at + 16)]), quarterColours(muted));
});

test("A JPEG with a thumbnail, bytes behind its end or fill bytes between segments is read all the same", async () => {
  const jpeg = await encoded(picture, "image/jpeg");
  await looksRight(Buffer.concat([jpeg, Buffer.alloc(1000, 7), jpeg]));
  await looksRight(withSegments(jpeg, Buffer.from([0xff, 0xff])));
  await looksRight(Buffer.concat([source, Buffer.from("trailing")]));
});

for (const [width, height] of [
  [1, 1],
  [3, 5],
  [17, 4097],
  [4097, 17],
  [97, 96],
] as const) {
  test(`A photo of ${width} by ${height} pixels has renditions and a hash`, async () => {
    for (const mime of ["image/jpeg", "image/png", "image/bmp"] as const) {
      const bytes = await encoded(quarters(width, height), mime);
      const specs = [rendition(), rendition({ name: "whole", fit: "contain" })];
      const result = await work.carryOut(bytes, orderOf(specs, true));
      const [thumb, whole] = [madeOf(result), madeOf(result, "whole")];
      assert.deepEqual([thumb.width, thumb.height], [Math.min(width, height, 96), Math.min(width, height, 96)]);
      assert.equal(Math.max(whole.width, whole.height), Math.min(Math.max(width, height), 96));
      assert.ok(result.kind === "made" && /^[0-9a-f]{16}$/.test(result.perceptualHash ?? ""));
    }
  });
}
