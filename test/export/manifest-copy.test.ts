import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest } from "../running/world.ts";

test("Each --manifest-copy gets the published manifest, now and after each pass that publishes", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  const copies = ["a", "b"].map((name) => join(world.folder, "MaData", name, "photos.csv"));
  const args = copies.flatMap((path) => ["--manifest-copy", path]);
  for (let pass = 0; pass < 2; pass += 1) {
    assertExit(await world.passHere(args), 0);
    const manifest = await readFile(join(world.out, "manifest.csv"));
    for (const path of copies) assert.deepEqual(await readFile(path), manifest);
    world.tenant.directory.setPhoto((await readManifest(world))[0]?.objectId ?? "");
  }
  assert.deepEqual(await readdir(join(world.folder, "MaData", "a")), ["photos.csv"]);
});

test("A copy that cannot be placed is exit 9 and named; the export is published, and so are the other copies", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  await writeFile(join(world.folder, "plain"), "");
  const bad = join(world.folder, "plain", "photos.csv");
  const good = join(world.folder, "good.csv");
  const end = await world.passHere(["--manifest-copy", bad, "--manifest-copy", good]);
  assertExit(end, 9);
  assert.ok(end.stderr.includes(bad), end.stderr);
  assert.match(end.stderr, /manifest\.csv is published, but 1 copy of it could not be placed/);
  await assertManifestIsTruth(world);
  assert.deepEqual(await readFile(good), await readFile(join(world.out, "manifest.csv")));
  const rows = await readManifest(world);
  const { result, exitCode, error, manifest } = await world.lastRun();
  assert.deepEqual([result, exitCode, error?.code, manifest?.rows], ["published", 9, "copiesFailed", rows.length]);
});

test("A dry run and a pass that a guard stops leave the copies alone", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  const copy = join(world.folder, "copy.csv");
  assertExit(await world.passHere(), 0);
  assertExit(await world.passHere(["--manifest-copy", copy, "--dry-run"]), 0);
  for (const { objectId = "" } of await readManifest(world)) world.tenant.directory.removePhoto(objectId);
  assertExit(await world.passHere(["--manifest-copy", copy]), 5);
  await assert.rejects(readFile(copy), { code: "ENOENT" });
});

test("A copy inside the export directory is refused before anything is asked", async (t) => {
  const world = await makeWorld(t, { people: 4, photoBytes: "small" });
  await mkdir(world.out);
  const end = await world.passHere(["--manifest-copy", join(world.out, "photos", "copy.csv")]);
  assertExit(end, 2);
  assert.match(
    end.stderr,
    /manifest-copy.{2} \(--manifest-copy\) names .*copy\.csv, which is inside the export directory/,
  );
  assert.deepEqual(await readdir(world.out), []);
});
