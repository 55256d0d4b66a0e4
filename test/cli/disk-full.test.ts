import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readPublished } from "../running/published.ts";
import { errorOf } from "../running/said.ts";
import { mountSmallDisk } from "../running/small-disk.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

const kibibyte = 1024;

test("A full disk ends a pass with exit code 9, what is published stays, and the next pass goes on", async (t) => {
  const disk = await mountSmallDisk(t, 49_152 * kibibyte);
  if (disk === undefined) return;
  const world = await makeWorld(t, { people: 600 }, join(disk.folder, "out"));
  const { directory, traffic } = world.tenant;
  const manifestCsv = join(world.out, "manifest.csv");
  const ballast = join(disk.folder, "ballast");
  const leaveFree = (bytes: number) => writeFile(ballast, Buffer.alloc(Math.max(0, disk.freeBytes() - bytes), "x"));
  const withPhoto = [...directory.truth()].filter((person) => person.photoSha256 !== undefined);

  await t.test("before anything is published", async () => {
    // More than is being written at any one time (8 MB), so that something is on record.
    await leaveFree(11_000 * kibibyte);
    const error = errorOf(await world.pass(), 9);
    assert.match(error.what, /^Could not \w+ .*: the disk is full \(ENOSPC\)\.$/);
    assert.match(error.todo, /^Make room on that disk .* goes on where it stopped\./);
    assert.ok(!existsSync(manifestCsv));
    await rm(ballast);
    traffic.reset();
    assertExit(await world.pass(), 0);
    await assertManifestIsTruth(world);
    const { photos } = await world.lastRun();
    assert.ok(photos.downloaded < withPhoto.length, "what fitted is not downloaded again");
  });

  await t.test("at whatever point of a pass", async () => {
    const published = await readFile(manifestCsv);
    for (const { objectId } of withPhoto) directory.setPhoto(objectId);
    for (const kib of [0, 100, 400, 1500]) {
      await leaveFree(kib * kibibyte);
      const error = errorOf(await world.pass(), 9);
      assert.match(error.what, /the disk is full \(ENOSPC\)/, `${kib} KiB free`);
      assert.deepEqual(await readFile(manifestCsv), published);
      await readPublished(world);
      await rm(ballast);
    }
  });

  await t.test("and once there is room again the pass is done", async () => {
    assertExit(await world.pass(["--keep-files", "0"]), 0);
    await assertManifestIsTruth(world);
    await readPublished(world);
    assert.equal((await world.lastRun()).photos.changed, withPhoto.length);
  });
});
