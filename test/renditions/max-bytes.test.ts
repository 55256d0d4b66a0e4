import assert from "node:assert/strict";
import { test } from "node:test";
import { createPictureWork } from "../../src/renditions/create-picture-work.ts";
import { compileCodecs } from "./codec-modules.ts";
import { encoded, madeOf, orderOf, portraits, rendition } from "./picture-samples.ts";

const codecs = await compileCodecs();
const work = createPictureWork(codecs);
const photos = await portraits();
const [photo = Buffer.alloc(0)] = photos;

async function made(maxBytes: number | undefined, bytes = photo) {
  return madeOf(await work.carryOut(bytes, orderOf([rendition({ maxBytes })])));
}

test("Without a limit, or below it, a rendition has quality 85", async () => {
  const free = await made(undefined);
  assert.equal(free.quality, 85);
  assert.deepEqual(await made(free.bytes.length), free);
});

test("A rendition above its limit has the highest quality that fits, in its full size", async () => {
  const free = await made(undefined);
  for (const maxBytes of [free.bytes.length - 1, 1600, 1200]) {
    const fitting = await made(maxBytes);
    assert.deepEqual([fitting.width, fitting.height], [96, 96]);
    assert.ok(fitting.bytes.length <= maxBytes);
    assert.ok(fitting.quality >= 40 && fitting.quality < 85);
  }
  const qualities = await Promise.all([1900, 1600, 1400].map(async (maxBytes) => (await made(maxBytes)).quality));
  assert.deepEqual(
    qualities,
    qualities.toSorted((left, right) => right - left),
  );
});

test("A rendition that no quality makes small enough becomes smaller by quarters", async () => {
  const small = await made(750);
  assert.ok([72, 54, 41, 31, 23, 17].includes(small.width), String(small.width));
  assert.equal(small.height, small.width);
  assert.ok(small.bytes.length <= 750 && small.quality >= 40);
});

test("A limit that cannot be kept is refused with the rendition's name and the smallest size", async () => {
  const specs = [rendition({ name: "fine" }), rendition({ name: "tiny", maxBytes: 300 })];
  const result = await work.carryOut(photo, orderOf(specs));
  assert.ok(result.kind === "refused");
  assert.deepEqual([result.problem, result.rendition], ["doesNotFit", "tiny"]);
  assert.match(result.message, /^its smallest form has [3-9]\d\d bytes, max-bytes is 300$/);
});

test("Active Directory's 10 kB of thumbnail are enough for every portrait in its full size", async () => {
  for (const bytes of photos) assert.equal((await made(10_240, bytes)).quality, 85);
});

test("The same photo and order give the same bytes, whoever makes them and whatever else is asked for", async () => {
  const elsewhere = createPictureWork(codecs);
  const spec = rendition({ maxBytes: 1500 });
  const large = rendition({ name: "large", width: 300, height: 300 });
  for (const bytes of photos) {
    const alone = await work.carryOut(bytes, orderOf([spec], true));
    const together = await elsewhere.carryOut(bytes, orderOf([large, spec], true));
    assert.deepEqual(madeOf(together), madeOf(alone));
    assert.ok(alone.kind === "made" && together.kind === "made");
    assert.equal(together.perceptualHash, alone.perceptualHash);
    assert.match(alone.perceptualHash ?? "", /^[0-9a-f]{16}$/);
  }
});

test("Pictures are in memory of their own", async () => {
  const first = await made(undefined);
  assert.equal(first.bytes.buffer.byteLength, first.bytes.length);
  const copy = Uint8Array.from(first.bytes);
  await made(undefined, photos[1]);
  assert.deepEqual(first.bytes, copy);
});

test("A PNG becomes a JPEG of its own size", async () => {
  const pixels = { data: Buffer.alloc(50 * 30 * 4, 200), width: 50, height: 30 };
  const result = await work.carryOut(await encoded(pixels, "image/png"), { make: "jpeg" });
  const picture = madeOf(result, "jpeg");
  assert.deepEqual([picture.width, picture.height, picture.quality], [50, 30, 92]);
  assert.ok(result.kind === "made" && result.perceptualHash === undefined && result.pictures.size === 1);
});
