import assert from "node:assert/strict";
import { test } from "node:test";
import { Jimp } from "jimp";
import type { RenditionSpec } from "../../src/model/rendition.ts";
import { defaultPictureLimits, inspectPicture } from "../../src/renditions/inspect-picture.ts";
import { partsOfCheckout } from "../../src/renditions/parts-of-checkout.ts";
import { createPicturePool } from "../../src/renditions/pool.ts";

const small: RenditionSpec = { name: "small", width: 16, height: 16, fit: "cover", maxBytes: undefined };

test("The program's own threads make renditions of good pictures and refuse bad ones, each for itself", async (t) => {
  const pool = createPicturePool(partsOfCheckout(), { workers: 2 });
  t.after(() => pool.close());
  const good = await new Jimp({ width: 64, height: 48, color: 0x3366ccff }).getBuffer("image/png");
  const broken = Uint8Array.from(good);
  broken.fill(0xff, 60, good.length - 12);
  const order = { make: "renditions", renditions: [small], hash: true } as const;
  const [first, bad, second, photo] = await Promise.all([
    pool.carryOut(async () => Uint8Array.from(good), order),
    pool.carryOut(broken, order),
    pool.carryOut(Uint8Array.from(good), order),
    pool.carryOut(Uint8Array.from(good), { make: "jpeg" }),
  ]);
  assert.equal(bad.kind, "refused");
  assert.equal(bad.problem, "undecodable");
  assert.equal(first.kind, "made");
  assert.deepEqual(first, second);
  assert.match(first.perceptualHash ?? "", /^[0-9a-f]{16}$/);
  const bytes = first.pictures.get("small")?.bytes ?? new Uint8Array();
  const header = { contentType: "image/jpeg", width: 16, height: 16 };
  assert.deepEqual(inspectPicture(bytes, defaultPictureLimits), header);
  assert.equal(photo.kind, "made");
  assert.equal(photo.pictures.get("jpeg")?.width, 64);
});
