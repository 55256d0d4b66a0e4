import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";

const manifest = ({ out }: World) => readFile(join(out, "manifest.csv"));
const withPhoto = ({ tenant }: World) => [...tenant.directory.truth()].filter((person) => person.photoSha256);

for (const valueEtag of ["different", "absent"] as const) {
  test(`Where the bytes' ETag is ${valueEtag}, nothing is downloaded twice in vain and no change is missed`, async (t) => {
    const world = await makeWorld(t, { people: 300, photoBytes: "small", valueEtag });
    const { directory, traffic } = world.tenant;
    assertExit(await world.pass(), 0);
    await assertManifestIsTruth(world);
    const photos = withPhoto(world);
    const before = await manifest(world);

    traffic.reset();
    assertExit(await world.passHere(), 0);
    assert.deepEqual(await manifest(world), before);
    const second = await world.lastRun();
    assert.equal(second.photos.downloaded, 0);
    assert.equal(second.photos.unchanged, photos.length);
    // Whoever is unknown is asked for the metadata first, too: an etag read after the bytes could belong to newer ones.
    assert.equal(traffic.batches.metadata, 300 / 20);
    assert.equal(traffic.valueItems, 0);

    const [changed, gone] = photos;
    directory.setPhoto(changed?.objectId ?? "");
    directory.removePhoto(gone?.objectId ?? "");
    assertExit(await world.passHere(), 0);
    await assertManifestIsTruth(world);
    const third = await world.lastRun();
    assert.deepEqual([third.photos.downloaded, third.photos.changed, third.photos.removed], [1, 1, 1]);

    traffic.reset();
    const full = await manifest(world);
    assertExit(await world.passHere(["--full"]), 0);
    assert.deepEqual(await manifest(world), full);
    assert.equal((await world.lastRun()).photos.downloaded, photos.length - 1);
  });
}

test("Where both etags are the same, the first 4 downloads show it in one batch", async (t) => {
  const world = await makeWorld(t, { people: 300, photoBytes: "small" });
  const { directory, traffic } = world.tenant;
  const photos = withPhoto(world);
  assertExit(await world.pass(), 0);
  await assertManifestIsTruth(world);
  assert.equal(traffic.batches.metadata, 1);
  assert.equal(traffic.metadataItems, 4);
  assert.equal(traffic.valueItems, 300);
  const before = await manifest(world);

  await t.test("--full downloads every photo again and changes nothing", async () => {
    traffic.reset();
    assertExit(await world.passHere(["--full"]), 0);
    assert.deepEqual(await manifest(world), before);
    assert.equal((await world.lastRun()).photos.downloaded, photos.length);
    assert.equal(traffic.metadataItems, 4);
  });

  await t.test("--refresh-after downloads again what is old enough, and changes nothing", async () => {
    const { endedAt } = await world.lastRun();
    assertExit(await world.passHere(["--refresh-after", "1h"]), 0);
    assert.equal((await world.lastRun()).photos.downloaded, 0);
    await delay(Math.max(0, Date.parse(endedAt) + 1000 - Date.now()));
    assertExit(await world.passHere(["--refresh-after", "1s"]), 0);
    assert.equal((await world.lastRun()).photos.downloaded, photos.length);
    assert.deepEqual(await manifest(world), before);
  });

  await t.test("--value-by get asks for each photo by itself and gives the same", async () => {
    traffic.reset();
    directory.setPhoto(photos[0]?.objectId ?? "");
    assertExit(await world.passHere(["--full", "--value-by", "get"]), 0);
    await assertManifestIsTruth(world);
    assert.equal(traffic.batches.value, 0);
    assert.equal(traffic.plainValues, 300);
    const { photos: tally, traffic: counted } = await world.lastRun();
    assert.deepEqual([tally.downloaded, tally.changed], [photos.length, 1]);
    assert.equal(counted?.plainGets, 300);
  });
});
