import assert from "node:assert/strict";
import { before, test } from "node:test";
import { mostUnlike } from "../../src/compare/alike.ts";
import { smoothed, unlikeness } from "../../src/compare/likeness.ts";
import { createPictureWork } from "../../src/renditions/create-picture-work.ts";
import { hammingDistance } from "../../src/renditions/hamming.ts";
import type { Look, PictureWork } from "../../src/renditions/picture-work.ts";
import { compileCodecs } from "../renditions/codec-modules.ts";
import { convert, whyNoImageMagick } from "../renditions/image-magick.ts";
import { encoded } from "../renditions/picture-samples.ts";
import { changeFor, reencoded, strangersPhoto, usualReencoding } from "./strangers.ts";

let work: PictureWork;
let photos: readonly Buffer[];

before(async () => {
  work = createPictureWork(await compileCodecs());
  photos = await Promise.all(Array.from({ length: 40 }, (_, n) => strangersPhoto(n, 320)));
});

async function lookOf(bytes: Uint8Array): Promise<Look> {
  const result = await work.carryOut(bytes, { make: "look" });
  assert.equal(result.kind, "made");
  assert.ok(result.kind === "made" && result.look);
  return result.look;
}

async function unlike(one: Uint8Array, other: Uint8Array): Promise<number> {
  return unlikeness(smoothed(await lookOf(one)), smoothed(await lookOf(other)));
}

test("A thumbnail by another encoder, a little cropped and lighter, is the same picture; every other person's is not", async () => {
  const thumbnails = await Promise.all(photos.map((photo, n) => reencoded(photo, n)));
  const [looks, thumbnailLooks] = [await Promise.all(photos.map(lookOf)), await Promise.all(thumbnails.map(lookOf))];
  const [large, small] = [looks.map(smoothed), thumbnailLooks.map(smoothed)];
  for (const [n, photo] of large.entries()) {
    for (const [m, thumbnail] of small.entries()) {
      const left = unlikeness(photo, thumbnail);
      assert.equal(left <= mostUnlike, n === m, `${n} beside ${m}: ${left} %`);
      assert.equal(unlikeness(thumbnail, photo), left);
    }
    const hashes = [looks[n]?.perceptualHash ?? "", thumbnailLooks[n]?.perceptualHash ?? ""] as const;
    assert.ok(hammingDistance(...hashes) <= 16, `${n}: ${hashes}`);
  }
});

const skip = whyNoImageMagick();
test("ImageMagick's thumbnails are the same pictures too", { skip }, async () => {
  for (const [n, photo] of photos.slice(0, 12).entries()) {
    const { cut, left, top, light, quality } = changeFor(n, usualReencoding);
    const kept = Math.round(320 * (1 - cut));
    const crop = `${kept}x${kept}+${Math.floor(320 * left)}+${Math.floor(320 * top)}`;
    const changes = ["-crop", crop, "+repage", "-resize", "96x96", "-evaluate", "multiply", String(light)];
    const thumbnail = convert(photo, "jpeg", [...changes, "-quality", String(quality)], "jpeg");
    assert.ok((await unlike(photo, thumbnail)) <= mostUnlike, `${n}`);
    assert.ok((await unlike(photos[n + 1] ?? photo, thumbnail)) > mostUnlike, `${n + 1}`);
  }
});

test("A square cut out of the middle of a tall photo is the same picture", { skip }, async () => {
  const [photo = Buffer.alloc(0)] = photos;
  const tall = convert(photo, "jpeg", ["-gravity", "center", "-background", "#456", "-extent", "320x420"], "jpeg");
  const square = convert(tall, "jpeg", ["-gravity", "center", "-extent", "320x320", "-resize", "96x96"], "jpeg");
  assert.ok((await unlike(tall, square)) <= mostUnlike);
});

test("A black picture and a white one differ, also from portraits; two white ones are the same", async () => {
  const plain = (level: number, edge: number) => {
    const data = Buffer.alloc(edge * edge * 4, level);
    return encoded(
      { data: data.map((value, at) => (at % 4 === 3 ? 255 : value)), width: edge, height: edge },
      "image/png",
    );
  };
  const [black, white, small] = [await plain(0, 64), await plain(255, 64), await plain(255, 8)];
  assert.ok((await unlike(black, white)) > mostUnlike);
  assert.ok((await unlike(photos[0] ?? black, white)) > mostUnlike);
  assert.ok((await unlike(photos[0] ?? black, black)) > mostUnlike);
  assert.equal(await unlike(small, white), 0);
});

test("A square picture's look has the hash that its renditions come with", async () => {
  const [photo = Buffer.alloc(0)] = photos;
  const result = await work.carryOut(photo, { make: "renditions", renditions: [], hash: true });
  assert.ok(result.kind === "made");
  assert.equal((await lookOf(photo)).perceptualHash, result.perceptualHash);
});
