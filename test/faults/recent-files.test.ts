import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { checkRecentFiles } from "../../src/export/check-recent-files.ts";
import { writeDurably } from "../../src/platform/durable-file.ts";
import { openState } from "../../src/store/state.ts";
import { sampleRow } from "../manifest/sample-rows.ts";
import { readPublished } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";
import { putPerson } from "../store/open-test-state.ts";
import { Chance } from "./chance.ts";
import { editTenant, killPass } from "./killed-pass.ts";

const dayMs = 86_400_000;
const boot = 1_000 * dayMs;

test("Photos of every pass since the last that ended are looked for; after a restart their bytes are read", async (t) => {
  const out = await temporaryFolder(t);
  const state = openState(join(out, "state.db"));
  t.after(() => state.close());
  const passes = ["ended", "killed", "killed at its start"].map((what) => {
    const pass = state.passes.begin(0, boot, "everyone");
    if (what === "ended") state.passes.end(pass, 0, "published");
    return pass;
  });
  const rows = [1, 2, 3, 4].map((n) => sampleRow(n, `photo ${n}`));
  for (const [index, row] of rows.entries()) {
    putPerson(state, row, index < 2 ? 1 : 2);
    await writeDurably(join(out, row.photo?.file ?? ""), `photo ${index + 1}`, { tempDir: join(out, "tmp") });
  }
  const nameOf = (n: number) => join(out, rows[n - 1]?.photo?.file ?? "");
  const remembered = () => rows.map(({ objectId }) => state.photos.get(objectId) !== undefined);
  const check = (bootAtMs: number) => checkRecentFiles(state, out, state.passes.sinceLastEnd(), bootAtMs);
  assert.deepEqual(
    state.passes.sinceLastEnd().map(({ pass }) => pass),
    passes,
  );

  assert.equal(await check(boot), 0);
  await rm(nameOf(3));
  await writeFile(nameOf(2), "PHOTO 2");
  await writeFile(nameOf(4), "PHOTO 4");
  assert.equal(await check(boot), 1);
  assert.deepEqual(remembered(), [true, true, false, true]);
  assert.equal(await check(boot + 30_000), 0, "two readings of the same start");
  assert.equal(await check(boot + dayMs), 2);
  assert.deepEqual(remembered(), [true, false, false, false]);
});

test("A photo that is lost with a killed pass is fetched again, also when the pass after that is killed early", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  assert.ok(await killPass(world, { operation: /^rename out\/manifest\.csv/ }));
  const [person] = [...world.tenant.directory.truth()].filter(({ photoSha256 }) => photoSha256 !== undefined);
  const { objectId = "", photoSha256 = "" } = person ?? {};
  await rm(join(world.out, `photos/${objectId.slice(0, 2)}/${objectId}-${photoSha256.slice(0, 12)}.jpg`));
  assert.ok(await killPass(world, { operation: /^open .*tmp\/|^run DELETE FROM publishes/ }));
  const end = await world.passHere();
  assertExit(end, 0);
  assert.match(end.stderr, /fetched again/);
  assert.equal((await world.lastRun()).photos.downloaded, 1);
  await assertManifestIsTruth(world);
});

test("A photo of long ago that a killed pass wrote again, and that is lost with it, is fetched again", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  for (let pass = 1; pass <= 3; pass += 1) assertExit(await world.passHere(), 0);
  const [row] = (await readPublished(world)).rows.values();
  const photo = join(world.out, row?.file ?? "");
  await rm(photo);
  assert.ok(await killPass(world, { operation: /^rename out\/manifest\.csv/ }, ["--full"]));
  assert.ok((await readFile(photo)).length > 0);
  await writeFile(photo, "");
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
});

test("A rendition that is lost with a killed pass is made again from its photo, without a download", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const args = ["--rendition", "thumbnail=48x48"];
  assert.ok(await killPass(world, { operation: /^rename out\/manifest\.csv/ }, args));
  const [shard = ""] = await readdir(join(world.out, "renditions/thumbnail"));
  await rm(join(world.out, "renditions/thumbnail", shard), { recursive: true });
  const end = await world.passHere(args);
  assertExit(end, 0);
  const { downloaded, renditionsMade } = (await world.lastRun()).photos;
  assert.deepEqual([downloaded, renditionsMade > 0], [0, true]);
  await readPublished(world);
});

test("A publish whose names Windows lost with the power is published again, with the numbers that it had", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const { sequence, lastSegment } = await loseLastPublish(world);
  const end = await world.passHere();
  assertExit(end, 0);
  assert.match(end.stderr, /This pass writes it anew/);
  assert.equal((await readPublished(world)).json.current.sequence, sequence);
  await assertManifestIsTruth(world);

  await rm(lastSegment);
  restartMachine(world);
  const told = await world.passHere();
  assertExit(told, 0);
  assert.match(told.stderr, new RegExp(`The last changes, up to sequence ${sequence}, are missing`));
});

/** Publishes twice, and puts back what was there before: manifest.csv, and no segment of the second. */
async function loseLastPublish(world: World): Promise<{ readonly sequence: number; readonly lastSegment: string }> {
  assertExit(await world.passHere(), 0);
  const manifest = join(world.out, "manifest.csv");
  const before = await readFile(manifest);
  editTenant(world, new Chance(4_711));
  assertExit(await world.passHere(), 0);
  const { sequence } = (await readPublished(world)).json.current;
  const names = await readdir(join(world.out, "changes"));
  const lastSegment = join(world.out, "changes", names.find((name) => name.endsWith(`-${sequence}.csv`)) ?? "");
  await writeFile(manifest, before);
  await rm(lastSegment);
  restartMachine(world);
  return { sequence, lastSegment };
}

function restartMachine({ out }: World): void {
  const state = new DatabaseSync(join(out, ".exophotos/state.db"));
  state.exec("UPDATE passes SET boot_at = boot_at - 86400000");
  state.close();
}
