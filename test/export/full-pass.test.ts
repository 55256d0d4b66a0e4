import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertExit, assertManifestIsTruth, makeWorld, readCsv, readManifest } from "../running/world.ts";

test("A pass over 2,000 people gives exactly the tenant's photos, and a second one downloads nothing", async (t) => {
  const world = await makeWorld(t, { people: 2000 });
  assertExit(await world.pass(), 0);
  await assertManifestIsTruth(world);
  const rows = await readManifest(world);
  const changes = await readCsv(join(world.out, "changes.csv"));
  assert.deepEqual(
    changes.map((change) => Number(change.sequence)),
    rows.map((_, index) => index + 1),
  );
  const before = await readFile(join(world.out, "manifest.csv"));

  world.tenant.traffic.reset();
  assertExit(await world.pass(), 0);
  assert.deepEqual(await readFile(join(world.out, "manifest.csv")), before);
  const { photos } = await world.lastRun();
  assert.equal(photos.downloaded, 0);
  assert.equal(photos.unchanged, rows.length);
  const { batches } = world.tenant.traffic;
  assert.equal(batches.metadata, Math.ceil(rows.length / 20));
  assert.equal(batches.value, Math.ceil((2000 - rows.length) / 20));
  assert.equal((await readCsv(join(world.out, "changes.csv"))).length, 0);
});
