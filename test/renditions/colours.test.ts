import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { createPictureWork } from "../../src/renditions/create-picture-work.ts";
import { compileCodecs } from "./codec-modules.ts";
import { chunk, matrixProfile, profileOf, profileSegments, withSegments } from "./picture-files.ts";
import type { Pixels } from "./picture-quality.ts";
import { difference, encoded, madeOf, orderOf, pixelsOf, quarterColours, rendition } from "./picture-samples.ts";

const work = createPictureWork(await compileCodecs());

type Triple = readonly [number, number, number];
type Colours = readonly [red: Triple, green: Triple, blue: Triple];

/** Colours in XYZ under D50, as profiles have them. Sources: Adobe RGB (1998), SMPTE RP 431 with D65, IEC 61966-2-1. */
const adobeRgb: Colours = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
];
const displayP3: Colours = [
  [0.51512, 0.2412, -0.00105],
  [0.29198, 0.69225, 0.04189],
  [0.1571, 0.06657, 0.78407],
];
/** XYZ under D50 to linear sRGB (Lindbloom). */
const toLinear: Colours = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
];
const gamma = 2.19921875;

function inSrgb(pixel: readonly number[], colours: Colours): readonly number[] {
  const light = pixel.map((value) => (value / 255) ** gamma);
  const xyz = [0, 1, 2].map((axis) => light.reduce((sum, value, at) => sum + value * (colours[at]?.[axis] ?? 0), 0));
  return toLinear.map((row) => {
    const linear = Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, value, at) => sum + value * (xyz[at] ?? 0), 0),
      ),
    );
    return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
  });
}

/** Four even quarters, of colours that sRGB has under either profile. */
const pixels = ((): Pixels => {
  const quarter = [
    [190, 110, 80],
    [100, 150, 90],
    [90, 100, 160],
    [255, 255, 255],
  ] as const;
  const data = Buffer.alloc(64 * 64 * 4, 255);
  for (let at = 0; at < 64 * 64; at += 1) {
    data.set(quarter[(at % 64 < 32 ? 0 : 1) + (at < 64 * 32 ? 0 : 2)] ?? [], 4 * at);
  }
  return { data, width: 64, height: 64 };
})();
const jpeg = await encoded(pixels, "image/jpeg");
const png = await encoded(pixels, "image/png");

async function coloursOf(bytes: Buffer): Promise<readonly (readonly number[])[]> {
  return quarterColours(
    await pixelsOf(madeOf(await work.carryOut(bytes, orderOf([rendition({ width: 32, height: 32 })]))).bytes),
  );
}

function pngWith(profile: Buffer): Buffer {
  const headEnd = 33;
  const compressed = Buffer.concat([Buffer.from("profile\0\0"), deflateSync(profile)]);
  return Buffer.concat([png.subarray(0, headEnd), chunk("iCCP", compressed), png.subarray(headEnd)]);
}

for (const [name, colours] of Object.entries({ "Adobe RGB": adobeRgb, "Display P3": displayP3 })) {
  test(`A photo in ${name} has the same colours in sRGB`, async () => {
    const profile = matrixProfile(colours, gamma, name);
    const expected = quarterColours(pixels).map((colour) => inSrgb(colour, colours));
    const files = [
      withSegments(jpeg, ...profileSegments(profile)),
      withSegments(jpeg, ...profileSegments(profile, 3).toReversed()),
      pngWith(profile),
    ];
    for (const file of files) {
      const found = await coloursOf(file);
      assert.ok(difference(found, expected) <= 6, JSON.stringify({ found, expected }));
    }
    assert.ok(difference(await coloursOf(jpeg), expected) > 10);
  });
}

test("A profile that is sRGB, damaged, for other colours or full of lies changes nothing", async () => {
  const good = matrixProfile(adobeRgb, gamma, "Adobe RGB");
  const plain = await coloursOf(jpeg);
  const changed = (offset: number, value: number) => {
    const copy = Buffer.from(good);
    copy.writeUInt32BE(value, offset);
    return copy;
  };
  const curveAt = good.indexOf("curv");
  const black = profileOf("RGB ", [["A2B0", Buffer.from("none".padEnd(64, "\0"))]]);
  const hugeTable = Buffer.alloc(64);
  hugeTable.write("mft2", 0, "latin1");
  hugeTable.set([3, 3, 255], 8);
  const useless: readonly Buffer[] = [
    matrixProfile(adobeRgb, gamma, "sRGB IEC61966-2.1"),
    Buffer.from("no profile at all"),
    good.subarray(0, 200),
    changed(16, 0x434d594b),
    changed(36, 0),
    changed(128, 0xffff_ffff),
    changed(curveAt + 8, 0xffff_fff0),
    changed(132 + 2 * 12 + 4, 0xffff_0000),
    black,
    profileOf("RGB ", [["A2B0", hugeTable]]),
  ];
  for (const profile of useless) {
    assert.deepEqual(await coloursOf(withSegments(jpeg, ...profileSegments(profile))), plain);
  }
  const parts = profileSegments(good, 3);
  assert.deepEqual(await coloursOf(withSegments(jpeg, ...parts.slice(1))), plain);
});

test("A compressed profile that inflates without end is left alone", async () => {
  assert.deepEqual(await coloursOf(pngWith(Buffer.alloc(50_000_000))), await coloursOf(png));
});
