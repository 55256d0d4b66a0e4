import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { createPictureWork } from "../../src/renditions/create-picture-work.ts";
import type { WorkProblem } from "../../src/renditions/picture-work.ts";
import { compileCodecs } from "./codec-modules.ts";
import { bmp, gif } from "./gif-and-bmp-files.ts";
import { chunk, png, pngHeader, segment, withSegments } from "./picture-files.ts";
import { encoded, madeOf, orderOf, pixelsOf, portraits, quarters, rendition } from "./picture-samples.ts";

const work = createPictureWork(await compileCodecs());
const order = orderOf([rendition()], true);
const jpeg = await encoded(quarters(64, 48), "image/jpeg");
const [portrait = jpeg] = await portraits();
const noise = Buffer.from(Array.from({ length: 64 * 48 * 4 }, (_, at) => (at * at * 31 + at * 7) % 253));
const noisyPng = await encoded({ data: noise, width: 64, height: 48 }, "image/png");
/** Black, white, red, green in this order, as codes of a GIF of two bits, and an end. */
const fourPixels = [2, 3, 0x44, 0x34, 0x05, 0];

/** The start of a JPEG's frame, where its size stands. */
function withJpegSize(file: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(file);
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

const smallParts = { width: 4, height: 4 };
const rawRows = Buffer.alloc(4 * 13);
const bombRaw = Buffer.alloc(30_000_000);

const cases: readonly [title: string, bytes: Uint8Array, problem: WorkProblem][] = [
  ["no bytes", new Uint8Array(), "empty"],
  ["a page of HTML", Buffer.from("<!DOCTYPE html><html><title>Sign in</title></html>"), "unknownType"],
  ["random bytes", randomBytes(5000), "unknownType"],
  ["more than 8 MB", Buffer.concat([jpeg, Buffer.alloc(8 * 1024 * 1024)]), "tooManyBytes"],
  ["half a JPEG", portrait.subarray(0, portrait.length / 2), "truncated"],
  [
    "half a JPEG with an end",
    Buffer.concat([portrait.subarray(0, portrait.length / 2), Buffer.from([0xff, 0xd9])]),
    "undecodable",
  ],
  [
    "thousands of scans in a JPEG",
    Buffer.concat([
      jpeg.subarray(0, -2),
      ...Array.from({ length: 5000 }, () => segment(0xda, Buffer.from([1, 1, 0, 1, 5, 0]))),
      jpeg.subarray(-2),
    ]),
    "undecodable",
  ],
  ["half a PNG", noisyPng.subarray(0, noisyPng.length / 2), "truncated"],
  ["a JPEG's header of 60000 by 60000", withJpegSize(jpeg, 60_000, 60_000), "tooManyPixels"],
  ["a JPEG's header of more than it has", withJpegSize(jpeg, 6000, 6000), "undecodable"],
  ["a PNG's header of 60000 by 60000", png({ width: 60_000, height: 60_000 }, rawRows), "tooManyPixels"],
  ["a PNG's header of more than it has", png({ width: 5000, height: 5000 }, rawRows), "undecodable"],
  [
    "a PNG with a second, larger header",
    png(smallParts, rawRows, pngHeader({ width: 60_000, height: 60_000 })),
    "undecodable",
  ],
  ["a PNG that inflates without end", png(smallParts, bombRaw), "undecodable"],
  ["an interlaced PNG that inflates without end", png({ ...smallParts, interlace: 1 }, bombRaw), "undecodable"],
  ["a PNG of colours that do not exist", png({ ...smallParts, colourType: 5 }, rawRows), "undecodable"],
  ["a PNG of bits that do not exist", png({ ...smallParts, bits: 7 }, rawRows), "undecodable"],
  ["a PNG without its palette", png({ ...smallParts, colourType: 3 }, Buffer.alloc(4 * 5)), "undecodable"],
  [
    "a PNG with false checksums",
    Buffer.from(png(smallParts, rawRows).map((byte, at) => (at === 30 ? byte ^ 1 : byte))),
    "undecodable",
  ],
  [
    "a huge PNG of 16 bits a channel",
    png({ width: 6000, height: 6000, bits: 16, colourType: 6 }, rawRows),
    "tooManyPixels",
  ],
  [
    "a GIF's header of 60000 by 60000",
    gif({ screen: [60_000, 60_000], frame: [0, 0, 2, 2], data: fourPixels }),
    "tooManyPixels",
  ],
  [
    "a GIF with a picture larger than its screen",
    gif({ screen: [2, 2], frame: [0, 0, 60_000, 60_000], data: fourPixels }),
    "undecodable",
  ],
  [
    "a GIF with a picture beside its screen",
    gif({ screen: [2, 2], frame: [1, 1, 2, 2], data: fourPixels }),
    "undecodable",
  ],
  [
    "a GIF with fewer pixels than it says",
    gif({ screen: [9, 9], frame: [0, 0, 9, 9], data: fourPixels }),
    "undecodable",
  ],
  [
    "a GIF with codes for nothing",
    gif({ screen: [2, 2], frame: [0, 0, 2, 2], data: [2, 3, 0xfc, 0xff, 0xff, 0] }),
    "undecodable",
  ],
  [
    "a GIF with a code size that does not exist",
    gif({ screen: [2, 2], frame: [0, 0, 2, 2], data: [40, 1, 0, 0] }),
    "undecodable",
  ],
  ["a BMP's header of 60000 by 60000", bmp(60_000, 60_000, 24, Buffer.alloc(64)), "truncated"],
  [
    "a packed BMP's header of 60000 by 60000",
    bmp(60_000, -60_000, 8, Buffer.alloc(64), { packing: 1 }),
    "tooManyPixels",
  ],
  ["a BMP with four thousand million colours", bmp(2, 2, 8, Buffer.alloc(64), { colours: 0xffff_ffff }), "undecodable"],
  ["a BMP whose pixels lie in its palette", bmp(2, 2, 8, Buffer.alloc(64), { colours: 8 }), "undecodable"],
  ["a BMP whose pixels lie beyond it", bmp(2, 2, 24, Buffer.alloc(64), { pixelsAt: 0xffff_0000 }), "truncated"],
  ["a BMP of bits that do not exist", bmp(2, 2, 13, Buffer.alloc(64)), "brokenHeader"],
];

for (const [title, bytes, problem] of cases) {
  test(`A file with ${title} is refused with a reason`, async () => {
    const result = await work.carryOut(bytes, order);
    assert.ok(result.kind === "refused");
    assert.equal(result.problem, problem, result.message);
    assert.equal(result.rendition, undefined);
    assert.match(result.message, /^[\x20-\x7e…]{10,180}$/);
  });
}

test("A GIF smaller than its screen lies on white, and its transparent pixels are white", async () => {
  const bytes = gif({ screen: [4, 2], frame: [1, 0, 2, 2], data: fourPixels });
  const made = madeOf(await work.carryOut(bytes, { make: "jpeg" }), "jpeg");
  assert.deepEqual([made.width, made.height, made.quality], [4, 2, 92]);
});

test("No byte of a picture set to another makes the work reject", async () => {
  const small = await encoded(quarters(12, 9), "image/jpeg");
  const files = [
    small,
    png({ ...smallParts, interlace: 1 }, rawRows, chunk("iCCP", Buffer.from("name\0\0damaged"))),
    gif({ screen: [2, 2], frame: [0, 0, 2, 2], data: fourPixels }),
    bmp(3, -3, 24, Buffer.alloc(36)),
    bmp(4, 4, 8, Buffer.alloc(64), { colours: 12, pixelsAt: 54 + 48 }),
  ];
  for (const file of files) {
    for (let offset = 2; offset < file.length; offset += 1) {
      for (const value of [0, 0x80, 0xff]) {
        const damaged = Buffer.from(file);
        damaged[offset] = value;
        const { kind } = await work.carryOut(damaged, order);
        assert.ok(kind === "made" || kind === "refused");
      }
    }
  }
});

test("A damaged picture does not change what is made of the next one", async () => {
  const before = madeOf(await work.carryOut(portrait, order));
  for (const [, bytes] of cases) await work.carryOut(bytes, order);
  const after = madeOf(await work.carryOut(portrait, order));
  const elsewhere = madeOf(await createPictureWork(await compileCodecs()).carryOut(portrait, order));
  assert.deepEqual(after, before);
  assert.deepEqual(elsewhere, before);
});

/** A grey JPEG of one block, its frame's width raised and its block repeated with a restart marker between. */
function withRestarts(block: Buffer, count: number): Buffer {
  const scanAt = block.indexOf(Buffer.from([0xff, 0xda]));
  const dataAt = scanAt + 2 + block.readUInt16BE(scanAt + 2);
  const data = block.subarray(dataAt, block.length - 2);
  const blocks = Array.from({ length: count }, (_, at) =>
    at + 1 < count ? Buffer.concat([data, Buffer.from([0xff, 0xd0 + (at % 8)])]) : data,
  );
  const head = withJpegSize(block.subarray(0, dataAt), 8 * count, 8);
  return Buffer.concat([withSegments(head, segment(0xdd, Buffer.from([0, 1]))), ...blocks, Buffer.from([0xff, 0xd9])]);
}

test("A JPEG with restart markers is read", async () => {
  // Ours is a JPEG with three components whose chroma is not halved, so that a block of each makes a unit.
  const colour = Buffer.from(Array.from({ length: 64 }, () => [200, 40, 90, 255]).flat());
  const block = await encoded({ data: colour, width: 8, height: 8 }, "image/jpeg");
  const made = madeOf(await work.carryOut(withRestarts(block, 20), { make: "jpeg" }), "jpeg");
  const { data, width } = await pixelsOf(made.bytes);
  assert.equal(width, 160);
  for (const at of [0, 80, 159]) assert.ok(Math.abs((data[4 * at] ?? 0) - 200) < 6);
});
