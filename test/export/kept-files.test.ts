import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { readPublished } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";

const dayMs = 86_400_000;

async function photoFiles({ out }: World): Promise<ReadonlySet<string>> {
  const names = await readdir(join(out, "photos"), { recursive: true });
  return new Set(names.filter((name) => name.includes("/")).map((name) => `photos/${name}`));
}

/** Makes everything published and unlisted so far older, as if that many days had gone by since. */
function letDaysPass({ out }: World, days: number): void {
  const database = new DatabaseSync(join(out, ".exophotos/state.db"));
  database.prepare("UPDATE files SET unlisted_at = unlisted_at - ?").run(days * dayMs);
  database.prepare("UPDATE publishes SET published_at = published_at - ?").run(days * dayMs);
  database.close();
}

test("A new checksum algorithm downloads nothing, and the files of the manifest before stay for slow readers", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const before = await readPublished(world);

  const changing = await world.passHere(["--checksum", "md5"]);
  assertExit(changing, 0);
  assert.match(changing.stderr, /Checksums change from sha256 to md5/);
  const after = await readPublished(world);
  const run = await world.lastRun();
  assert.equal(run.photos.downloaded, 0);
  assert.deepEqual(run.manifest?.changes, { add: 0, modify: before.rows.size, delete: 0 });
  assert.equal(after.json.current.checksumAlgorithm, "md5");
  for (const [objectId, row] of before.rows) {
    assert.equal(after.rows.get(objectId)?.checksumAlgorithm, "md5");
    assert.equal(after.rows.get(objectId)?.modified, row.modified);
    const bytes = await readFile(join(world.out, row.file ?? ""));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), row.checksum);
  }
  const verified = await runHere(["verify", world.out]);
  assertExit(verified, 0);
  assert.match(verified.stdout, new RegExp(`${before.rows.size} files are no longer listed and kept`));

  assertExit(await world.passHere(["--checksum", "md5", "--keep-files", "0"]), 0);
  const last = await readPublished(world);
  assert.equal(last.changes.length, 0);
  assert.deepEqual(await photoFiles(world), new Set([...last.rows.values()].map((row) => row.file)));
});

test("Replaced photos stay for seven days, the history for ninety, and neither longer", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory } = world.tenant;
  assertExit(await world.passHere(), 0);
  const first = await readPublished(world);
  const [changed = "", removed = "", erased = ""] = first.rows.keys();
  const fileOf = (id: string) => first.rows.get(id)?.file ?? "";
  directory.setPhoto(changed);
  directory.removePhoto(removed);
  assertExit(await world.passHere(), 0);
  letDaysPass(world, 6);
  assertExit(await world.passHere(), 0);
  const kept = await photoFiles(world);
  assert.ok(kept.has(fileOf(changed)) && kept.has(fileOf(removed)));

  letDaysPass(world, 2);
  assertExit(await world.passHere(), 0);
  const swept = await photoFiles(world);
  assert.ok(!swept.has(fileOf(changed)) && !swept.has(fileOf(removed)));
  assert.equal((await world.lastRun()).sweptFiles, 2);
  const { json, rows, history } = await readPublished(world);

  letDaysPass(world, 83);
  directory.removePhoto(erased);
  assertExit(await world.passHere(["--keep-files", "0"]), 0);
  assert.deepEqual(
    await photoFiles(world),
    new Set([...rows.values()].map((row) => row.file ?? "").filter((file) => file !== fileOf(erased))),
  );
  await assertManifestIsTruth(world);
  const next = json.current.sequence + 1;
  assert.deepEqual(await readdir(join(world.out, "changes")), [`${next}-${next}.csv`]);
  assert.equal(history.length, json.current.sequence);
  assertExit(await runHere(["changes", world.out, "--since", "1"]), 2);
  const since = await runHere(["changes", world.out, "--since", String(json.current.sequence)]);
  assertExit(since, 0);
  assert.match(since.stdout, new RegExp(`${next},Delete,photoRemoved,${erased}`));
  assertExit(await runHere(["verify", world.out]), 0);
});

test("History that was removed for its age is not called missing after a restart, although --keep-changes is longer by then", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  letDaysPass(world, 100);
  assertExit(await world.passHere(), 0);
  assert.deepEqual(await readdir(join(world.out, "changes")), []);
  const longer = ["--keep-changes", "900d"];
  assertExit(await world.passHere(longer), 0);
  const database = new DatabaseSync(join(world.out, ".exophotos/state.db"));
  database.exec("UPDATE passes SET boot_at = 0");
  database.close();
  const end = await world.passHere(longer);
  assertExit(end, 0);
  assert.doesNotMatch(end.stderr, /are missing/);
});
