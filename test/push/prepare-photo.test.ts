import assert from "node:assert/strict";
import { after, test } from "node:test";
import { lookOf, looksSame, loosely, strictly } from "../../src/push/look.ts";
import { preparePhoto } from "../../src/push/prepare-photo.ts";
import { inspectPicture } from "../../src/renditions/inspect-picture.ts";
import { partsOfCheckout } from "../../src/renditions/parts-of-checkout.ts";
import type { Look } from "../../src/renditions/picture-work.ts";
import { createPicturePool } from "../../src/renditions/pool.ts";
import { exif, markersOf, segment, withSegments } from "../renditions/picture-files.ts";
import { difference, encoded, pixelsOf, portraits, quarterColours, quarters } from "../renditions/picture-samples.ts";

const pool = createPicturePool(partsOfCheckout());
after(() => pool.close());

async function prepared(bytes: Uint8Array, fit: "cover" | "contain" = "cover") {
  const made = await preparePhoto(bytes, fit, pool);
  if (made.kind === "unusable") throw new Error(`${made.problem}: ${made.message}`);
  const header = inspectPicture(made.bytes, { maxBytes: 4_000_000, maxPixels: 648 * 648 });
  if (typeof header === "string") throw new Error(header);
  return { ...made, header };
}

test("A square JPEG without metadata is sent byte for byte as it was approved", async () => {
  const jpeg = await encoded(quarters(300, 300), "image/jpeg");
  assert.deepEqual(Buffer.from((await prepared(jpeg)).bytes), jpeg);
});

test("Where and with what a photo was taken is not sent, nor what lies behind its end, and it is upright", async () => {
  const picture = quarters(300, 300);
  const jpeg = await encoded(picture, "image/jpeg");
  const colours = quarterColours(picture);
  const place = segment(0xfe, "taken in Basel");
  for (const [bytes, upright] of [
    [withSegments(jpeg, exif(3)), [3, 2, 1, 0]],
    [withSegments(jpeg, place), [0, 1, 2, 3]],
    [Buffer.concat([jpeg, Buffer.from("taken in Basel")]), [0, 1, 2, 3]],
  ] as const) {
    const { bytes: sent } = await prepared(bytes);
    assert.ok(!Buffer.from(sent).includes("Basel"));
    assert.ok(!markersOf(sent).includes(0xe1) && !markersOf(sent).includes(0xfe));
    const expected = upright.map((quarter) => colours[quarter] ?? []);
    assert.ok(difference(quarterColours(await pixelsOf(sent)), expected) <= 14);
  }
});

test("Large and oblong pictures and other types become JPEGs of at most 648 pixels, square unless all of it is wanted", async () => {
  const wide = await encoded(quarters(1600, 900), "image/png");
  const cover = await prepared(wide);
  assert.deepEqual(cover.header, { contentType: "image/jpeg", width: 648, height: 648 });
  const contain = await prepared(wide, "contain");
  assert.deepEqual(contain.header, { contentType: "image/jpeg", width: 648, height: 365 });
  const small = await prepared(await encoded(quarters(90, 60), "image/bmp"));
  assert.deepEqual(small.header, { contentType: "image/jpeg", width: 60, height: 60 });
});

test("What is no whole picture is not sent", async () => {
  const jpeg = await encoded(quarters(300, 300), "image/jpeg");
  const damaged = Buffer.concat([jpeg.subarray(0, 700), Buffer.from([0xff, 0xd9])]);
  for (const [bytes, problem] of [
    [Buffer.from("<svg/>"), "unknownType"],
    [jpeg.subarray(0, jpeg.length - 20), "truncated"],
    [damaged, "undecodable"],
  ] as const) {
    const made = await preparePhoto(bytes, "cover", pool);
    assert.ok(made.kind === "unusable");
    assert.equal(made.problem, problem);
  }
});

test("A portrait is known again in any encoding and size, and never taken for another's", async () => {
  const { Jimp } = await import("jimp");
  const looks: Look[] = [];
  // The first six are of six people.
  for (const portrait of (await portraits()).slice(0, 6)) {
    const own = await lookOf(pool, portrait);
    assert.ok(own !== undefined);
    for (const [edge, quality] of [
      [648, 60],
      [360, 82],
      [96, 80],
    ] as const) {
      const picture = await Jimp.read(portrait);
      const size = Math.min(edge, picture.width);
      const other = await lookOf(pool, await picture.resize({ w: size, h: size }).getBuffer("image/jpeg", { quality }));
      assert.ok(other !== undefined && looksSame(own, other, strictly), `${edge} pixels, quality ${quality}`);
    }
    for (const stranger of looks) assert.equal(looksSame(own, stranger, loosely), false);
    looks.push(own);
  }
});
