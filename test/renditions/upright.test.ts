import assert from "node:assert/strict";
import { test } from "node:test";
import { createPictureWork } from "../../src/renditions/create-picture-work.ts";
import { readOrientation } from "../../src/renditions/exif-orientation.ts";
import { compileCodecs } from "./codec-modules.ts";
import { exif, markersOf, matrixProfile, profileSegments, segment, withSegments } from "./picture-files.ts";
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
const jpeg = await encoded(picture, "image/jpeg");
const stored = quarterColours(picture);

/** Which stored quarter is seen in which place, in reading order (Exif 2.32, tag 0112). */
const seen: Readonly<Record<number, readonly [number, number, number, number]>> = {
  1: [0, 1, 2, 3],
  2: [1, 0, 3, 2],
  3: [3, 2, 1, 0],
  4: [2, 3, 0, 1],
  5: [0, 2, 1, 3],
  6: [2, 0, 3, 1],
  7: [3, 1, 2, 0],
  8: [1, 3, 0, 2],
};

for (const [orientation, places] of Object.entries(seen)) {
  test(`A photo taken with orientation ${orientation} comes out upright`, async () => {
    const expected = places.map((place) => stored[place] ?? []);
    const isOnItsSide = Number(orientation) >= 5;
    for (const order of ["II", "MM"] as const) {
      const photo = withSegments(jpeg, exif(Number(orientation), order));
      const whole = rendition({ width: 90, height: 90, fit: "contain" });
      const small = madeOf(await work.carryOut(photo, orderOf([whole])));
      const same = madeOf(await work.carryOut(photo, { make: "jpeg" }), "jpeg");
      assert.deepEqual([small.width, small.height], isOnItsSide ? [68, 90] : [90, 68]);
      assert.deepEqual([same.width, same.height], isOnItsSide ? [120, 160] : [160, 120]);
      for (const { bytes } of [small, same]) {
        assert.ok(difference(quarterColours(await pixelsOf(bytes)), expected) <= 14);
      }
    }
  });
}

test("An orientation that cannot be read leaves the photo as it is", () => {
  const tiff = exif(6).subarray(10);
  const changed = (offset: number, ...values: number[]) => {
    const copy = Buffer.from(tiff);
    copy.set(values, offset);
    return copy;
  };
  assert.equal(readOrientation(tiff), 6);
  const broken = [
    Buffer.alloc(0),
    tiff.subarray(0, 13),
    changed(0, 0x58, 0x58),
    changed(2, 43),
    changed(4, 0xff, 0xff, 0xff, 0xff),
    changed(12, 4),
    changed(14, 2),
    changed(18, 0),
    changed(18, 9),
  ];
  for (const bytes of broken) assert.equal(readOrientation(bytes), 1);
  const noEntry = Buffer.from(tiff.subarray(0, 24));
  noEntry.set([0xff, 0xff, 0x11], 8);
  assert.equal(readOrientation(noEntry), 1);
});

test("Nothing that a photo says besides its pixels gets into what is made of it", async () => {
  const profile = matrixProfile(
    [
      [0.4, 0.2, 0.01],
      [0.4, 0.7, 0.1],
      [0.15, 0.1, 0.7],
    ],
    2.2,
    "Secret profile",
  );
  const photo = withSegments(
    jpeg,
    exif(1),
    segment(0xe1, "http://ns.adobe.com/xap/1.0/\0<x>Secret place</x>"),
    ...profileSegments(profile),
    segment(0xed, "Photoshop 3.0\0Secret caption"),
    segment(0xfe, "Secret comment"),
  );
  const made = [
    madeOf(await work.carryOut(photo, orderOf([rendition()]))),
    madeOf(await work.carryOut(photo, { make: "jpeg" }), "jpeg"),
  ];
  for (const { bytes } of made) {
    // JFIF, tables, one baseline frame with 8 bits; no other application segment, no comment.
    const markers = markersOf(bytes);
    assert.equal(markers[0], 0xe0);
    assert.ok(
      markers.slice(1).every((marker) => [0xdb, 0xc0, 0xc4].includes(marker)),
      markers.join(),
    );
    assert.equal(markers.filter((marker) => marker === 0xc0).length, 1);
    const text = Buffer.from(bytes).toString("latin1");
    assert.equal(bytes[text.indexOf("\xff\xc0") + 4], 8);
    assert.doesNotMatch(text, /Secret|GPS|Exif|ICC_PROFILE/);
  }
});
