import assert from "node:assert/strict";
import { test } from "node:test";
import { createJimp } from "@jimp/core";
import { methods as hashMethods } from "@jimp/plugin-hash";
import { createPictureWork } from "../../src/renditions/create-picture-work.ts";
import { compileCodecs } from "./codec-modules.ts";
import { lanczos, lumaOf, psnr, ssim } from "./picture-quality.ts";
import { madeOf, orderOf, pixelsOf, portraits, rendition } from "./picture-samples.ts";

const codecs = await compileCodecs();
const work = createPictureWork(codecs);
const photos = await portraits();

test("A thumbnail looks like the portrait resized by Lanczos", async (context) => {
  for (const photo of photos) {
    const full = lumaOf(await pixelsOf(photo));
    const ideal = lanczos(full, 96, 96);
    const found = lumaOf(await pixelsOf(madeOf(await work.carryOut(photo, orderOf([rendition()]))).bytes));
    const [similarity, decibels] = [ssim(ideal, found), psnr(ideal, found)];
    context.diagnostic(`${full.width} pixels: SSIM ${similarity.toFixed(4)}, PSNR ${decibels.toFixed(1)} dB`);
    assert.ok(similarity >= 0.97, `SSIM ${similarity} of a portrait of ${full.width} pixels`);
  }
});

test("A portrait has the perceptual hash that Jimp gives it", async () => {
  const Image = createJimp({ plugins: [hashMethods], formats: [] });
  for (const photo of photos) {
    const result = await work.carryOut(photo, orderOf([], true));
    assert.ok(result.kind === "made" && result.perceptualHash !== undefined);
    const { data, width, height } = await pixelsOf(photo);
    const theirs = new Image({ data: Buffer.from(data), width, height }).hash(16);
    // Ours is of a smaller decode and another decoder's, so a bit or two may fall on the other side.
    assert.ok(distance(result.perceptualHash, theirs) <= 3, `${result.perceptualHash} and ${theirs}`);
  }
});

test("Other sizes of a portrait have nearly its hash, other people have another", async () => {
  const [photo = Buffer.alloc(0), other = Buffer.alloc(0)] = photos;
  const specs = [rendition({ width: 240, height: 240 })];
  const hashOf = async (bytes: Uint8Array) => {
    const result = await work.carryOut(Uint8Array.from(bytes), orderOf(specs, true));
    assert.ok(result.kind === "made" && result.perceptualHash !== undefined);
    return result.perceptualHash;
  };
  const small = madeOf(await work.carryOut(photo, orderOf(specs))).bytes;
  assert.ok(distance(await hashOf(photo), await hashOf(small)) <= 4);
  assert.ok(distance(await hashOf(photo), await hashOf(other)) > 4);
});

/** In how many bits two hashes differ. */
function distance(left: string, right: string): number {
  const bits = (BigInt(`0x${left}`) ^ BigInt(`0x${right}`)).toString(2);
  return bits.replaceAll("0", "").length;
}
