import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { defaultFormats } from "jimp";
import { defaultPictureLimits, inspectPicture, type PictureLimits } from "../../src/renditions/inspect-picture.ts";

const [width, height] = [24, 16];

/** A small picture of noise in the named format, made by an encoder that knows nothing of the inspection. */
async function encoded(mime: "image/jpeg" | "image/png" | "image/bmp"): Promise<Uint8Array> {
  const format = defaultFormats.map((make) => make()).find((candidate) => candidate.mime === mime);
  if (format === undefined) throw new Error(`no encoder for ${mime}`);
  const data = Buffer.from(Array.from({ length: width * height * 4 }, (_, index) => (index * 97) % 251));
  return Uint8Array.from(await format.encode({ width, height, data } as never));
}

const gif = Uint8Array.from(
  Buffer.from("R0lGODlhGAAQAIAAAAAAAP///yH5BAEAAAAALAAAAAAYABAAAAIVhI+py+0Po5y02ouz3rz7D4biSJZHAQA7", "base64"),
);
const pictures = {
  "image/jpeg": await encoded("image/jpeg"),
  "image/png": await encoded("image/png"),
  "image/gif": gif,
  // The encoder leaves two bytes behind the pixels.
  "image/bmp": (await encoded("image/bmp")).subarray(0, 54 + width * height * 3),
} as const;

function inspect(bytes: Uint8Array, limits: Partial<PictureLimits> = {}): unknown {
  return inspectPicture(bytes, { ...defaultPictureLimits, ...limits });
}

/** The bytes with some of them replaced. */
function patched(bytes: Uint8Array, offset: number, values: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(values, offset);
  return copy;
}

for (const [contentType, bytes] of Object.entries(pictures)) {
  test(`A whole ${contentType} is known by its bytes, cut anywhere it is not`, () => {
    assert.deepEqual(inspect(bytes), { contentType, width, height });
    for (let length = 0; length < bytes.length; length += 1) {
      assert.equal(typeof inspect(bytes.subarray(0, length)), "string", `${length} of ${bytes.length} bytes`);
    }
  });

  test(`A ${contentType} in the midst of a larger buffer is read from its own bytes`, () => {
    const around = Buffer.concat([Buffer.from("before"), bytes, Buffer.from([0xff, 0xd9, 0x3b])]);
    assert.deepEqual(inspect(around.subarray(6, 6 + bytes.length)), { contentType, width, height });
    assert.equal(typeof inspect(around.subarray(6, 6 + bytes.length - 2)), "string");
  });

  test(`A ${contentType} above the limits is refused by its header`, () => {
    assert.equal(inspect(bytes, { maxBytes: bytes.length - 1 }), "tooManyBytes");
    assert.equal(inspect(bytes, { maxPixels: width * height - 1 }), "tooManyPixels");
    assert.equal(typeof inspect(bytes, { maxBytes: bytes.length, maxPixels: width * height }), "object");
  });

  test(`No byte of a ${contentType} set to 0 or 255 makes the inspection throw or hang`, () => {
    for (let offset = 0; offset < bytes.length; offset += 1) {
      for (const value of [0, 255]) inspect(patched(bytes, offset, [value]));
    }
  });
}

test("What is no picture is told by what it lacks", () => {
  const jpeg = pictures["image/jpeg"];
  const png = pictures["image/png"];
  const bmp = pictures["image/bmp"];
  const text = (value: string) => Buffer.from(value, "latin1");
  const cases: readonly [bytes: Uint8Array, problem: string][] = [
    [new Uint8Array(), "empty"],
    [text("<!DOCTYPE html><html></html>"), "unknownType"],
    [text("BM picture"), "unknownType"],
    [text(`BM${"letters ".repeat(10)}`), "unknownType"],
    [text("RIFF....WEBP"), "unknownType"],
    [new Uint8Array(4096), "unknownType"],
    // Headers whose sizes or lengths are lies.
    [patched(png, 16, [0, 0, 0, 0]), "brokenHeader"],
    [patched(png, 16, [0xff, 0xff, 0xff, 0xff]), "tooManyPixels"],
    [patched(png, 33, [0xff, 0xff, 0xff, 0xff]), "truncated"],
    [patched(png, 12, [...text("IDAT")]), "brokenHeader"],
    [patched(gif, 6, [0, 0]), "brokenHeader"],
    [patched(bmp, 18, [0, 0, 0, 0]), "brokenHeader"],
    [patched(bmp, 18, [0, 0, 0, 0x80]), "brokenHeader"],
    [patched(bmp, 22, [0, 0, 0, 0]), "brokenHeader"],
    [patched(bmp, 26, [2]), "brokenHeader"],
    [patched(bmp, 28, [7]), "brokenHeader"],
    [patched(bmp, 10, [0, 0]), "brokenHeader"],
    [patched(bmp, 10, [0xff, 0xff]), "truncated"],
    [patched(bmp, 18, [0x60, 0xea, 0, 0, 0x60, 0xea]), "truncated"],
    // Packed pixels: as long as the file's header says, whatever the size is.
    [patched(patched(bmp, 30, [1]), 2, [0xff, 0xff]), "truncated"],
    [patched(patched(patched(bmp, 30, [1]), 2, [54, 0]), 18, [0x60, 0xea, 0, 0, 0x60, 0xea]), "tooManyPixels"],
    [patched(jpeg, 4, [0xff, 0xff]), "truncated"],
    [patched(jpeg, 4, [0, 0]), "brokenHeader"],
    [patched(jpeg, 4, [0, 1]), "brokenHeader"],
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0, 0), "brokenHeader"],
    [Uint8Array.of(0xff, 0xd8, ...new Array<number>(5000).fill(0xff)), "truncated"],
    // A scan without a frame, and a frame too short for its size.
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 2, 0xff, 0xd9), "brokenHeader"],
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 4, 8, 0, 0xff, 0xda, 0, 2, 1, 0xff, 0xd9), "brokenHeader"],
  ];
  for (const [bytes, problem] of cases)
    assert.equal(inspect(bytes), problem, Buffer.from(bytes).toString("hex", 0, 24));
});

test("Bytes behind the end, a thumbnail inside and a frame of any kind do not lead the inspection astray", () => {
  const jpeg = pictures["image/jpeg"];
  const whole = { contentType: "image/jpeg", width, height };
  assert.deepEqual(inspect(Buffer.concat([jpeg, Buffer.alloc(64)])), whole);
  const comment = Uint8Array.of(0xff, 0xfe, 0, 6, 0xff, 0xd9, 0xff, 0xc0);
  const withComment = Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
  assert.deepEqual(inspect(withComment), whole);
  assert.equal(inspect(withComment.subarray(0, withComment.length - 2)), "truncated");
  const frame = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0]));
  assert.deepEqual(inspect(patched(jpeg, frame + 1, [0xc2])), whole);
  const withText = Buffer.concat([
    pictures["image/png"].subarray(0, 33),
    Buffer.from([0, 0, 0, 4]),
    Buffer.from("tEXtIEND"),
    deflateSync("crc").subarray(0, 4),
    pictures["image/png"].subarray(33),
  ]);
  assert.deepEqual(inspect(withText), { contentType: "image/png", width, height });
  assert.equal(inspect(withText.subarray(0, withText.length - 1)), "truncated");
});

test("A BMP whose rows run from top to bottom has a height all the same", () => {
  const bmp = pictures["image/bmp"];
  assert.deepEqual(inspect(patched(bmp, 22, [256 - height, 0xff, 0xff, 0xff])), {
    contentType: "image/bmp",
    width,
    height,
  });
});

test("Photos above 8 MB or 40 megapixels are not looked into", () => {
  assert.deepEqual(defaultPictureLimits, { maxBytes: 8 * 1024 * 1024, maxPixels: 40_000_000 });
});
