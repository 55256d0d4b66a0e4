import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  denominatorFor,
  denominators,
  largestLeaving,
  nextSmaller,
  place,
  type Size,
  scaledDown,
} from "../../src/renditions/geometry.ts";

function size(width: number, height: number): Size {
  return { width, height };
}

test("A photo that fills the frame is cut to its shape from the middle, a smaller one keeps its pixels", () => {
  const cases: readonly [picture: Size, frame: Size, x: number, y: number, area: Size, made: Size][] = [
    [size(648, 648), size(96, 96), 0, 0, size(648, 648), size(96, 96)],
    [size(800, 600), size(96, 96), 100, 0, size(600, 600), size(96, 96)],
    [size(600, 800), size(96, 96), 0, 100, size(600, 600), size(96, 96)],
    [size(1000, 500), size(100, 200), 375, 0, size(250, 500), size(100, 200)],
    [size(48, 64), size(96, 96), 0, 8, size(48, 48), size(48, 48)],
    [size(200, 50), size(96, 96), 75, 0, size(50, 50), size(50, 50)],
    [size(1, 1), size(96, 96), 0, 0, size(1, 1), size(1, 1)],
    [size(4000, 1), size(10, 4000), 1999, 0, size(1, 1), size(1, 1)],
  ];
  for (const [picture, frame, x, y, area, made] of cases) {
    assert.deepEqual(place(picture, frame, "cover"), { area: { x, y, ...area }, size: made });
  }
});

test("A photo that is to be kept whole stays within the frame and keeps its shape", () => {
  const cases: readonly [picture: Size, frame: Size, made: Size][] = [
    [size(800, 600), size(96, 96), size(96, 72)],
    [size(600, 800), size(96, 96), size(72, 96)],
    [size(48, 64), size(96, 96), size(48, 64)],
    [size(4000, 2), size(96, 96), size(96, 1)],
    [size(1, 1), size(1, 1), size(1, 1)],
  ];
  for (const [picture, frame, made] of cases) {
    assert.deepEqual(place(picture, frame, "contain"), { area: { x: 0, y: 0, ...picture }, size: made });
  }
});

const edge = fc.integer({ min: 1, max: 20_000 });
const anySize = fc.record({ width: edge, height: edge });

test("Whatever the sizes are, nothing is enlarged, empty, above the frame or outside the photo", () => {
  fc.assert(
    fc.property(anySize, anySize, fc.constantFrom("cover", "contain"), (picture, frame, fit) => {
      const { area, size: made } = place(picture, frame, fit);
      assert.ok(made.width >= 1 && made.height >= 1);
      assert.ok(made.width <= frame.width && made.height <= frame.height);
      assert.ok(made.width <= area.width && made.height <= area.height);
      assert.ok(area.x >= 0 && area.x + area.width <= picture.width);
      assert.ok(area.y >= 0 && area.y + area.height <= picture.height);
    }),
  );
});

test("A JPEG is decoded as small as the rendition allows, never smaller", () => {
  assert.equal(denominatorFor(place(size(648, 648), size(96, 96), "cover")), 4);
  assert.equal(denominatorFor(place(size(768, 768), size(96, 96), "cover")), 8);
  assert.equal(denominatorFor(place(size(100, 100), size(96, 96), "cover")), 1);
  assert.equal(denominatorFor(place(size(4000, 100), size(50, 50), "cover")), 2);
  assert.equal(largestLeaving(size(64, 700), size(64, 64)), 1);
  assert.equal(largestLeaving(size(20, 20), size(64, 64)), 1);
  fc.assert(
    fc.property(anySize, anySize, fc.constantFrom("cover", "contain"), (picture, frame, fit) => {
      const wanted = place(picture, frame, fit);
      const decoded = scaledDown(picture, denominatorFor(wanted));
      const again = place(decoded, frame, fit);
      assert.ok(decoded.width >= wanted.size.width && decoded.height >= wanted.size.height);
      assert.ok(denominators.includes(denominatorFor(wanted)));
      assert.ok(again.area.width >= wanted.size.width && again.area.height >= wanted.size.height);
    }),
  );
});

test("Each smaller size to try has three quarters of the edges, at last one pixel", () => {
  assert.deepEqual(nextSmaller(size(96, 64)), size(72, 48));
  assert.deepEqual(nextSmaller(size(1, 3)), size(1, 2));
});
