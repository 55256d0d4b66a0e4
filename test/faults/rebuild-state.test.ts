import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { type PublishedJson, readPublished } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest, type World } from "../running/world.ts";
import { askedForBytes, killPass } from "./killed-pass.ts";

async function readJson({ out }: World): Promise<PublishedJson> {
  return JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as PublishedJson;
}

async function removeState({ out }: World): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) await rm(join(out, `.exophotos/state.db${suffix}`), { force: true });
}

test("A rebuilt state takes over what is published, and only broken files are fetched again", async (t) => {
  const world = await makeWorld(t, { people: 120, photoBytes: "small" });
  const { directory, traffic } = world.tenant;
  assertExit(await world.passHere(), 0);
  const [changed, missing, broken] = await readManifest(world);
  directory.setPhoto(changed?.objectId ?? "");
  assertExit(await world.passHere(), 0);
  const manifest = await readFile(join(world.out, "manifest.csv"));
  const before = await readJson(world);
  const lastPass = (await world.lastRun()).pass;

  await removeState(world);
  traffic.reset();
  const end = await world.passHere(["--rebuild-state"]);
  assertExit(end, 0);
  assert.match(end.stderr, /full import/);
  const withPhoto = new Set([...(await readPublished(world)).rows.keys()]);
  assert.deepEqual(
    askedForBytes(world).filter((id) => withPhoto.has(id)),
    [],
  );
  assert.deepEqual(await readFile(join(world.out, "manifest.csv")), manifest);
  const after = await readJson(world);
  assert.notEqual(after.history, before.history);
  assert.equal(after.current.sequence, before.current.sequence);
  assert.ok((await world.lastRun()).pass > lastPass, "passes are numbered on, so that the newest log is the last");

  await removeState(world);
  await rm(join(world.out, missing?.file ?? ""));
  await writeFile(join(world.out, broken?.file ?? ""), Buffer.alloc(Number(broken?.bytes), 7));
  traffic.reset();
  assertExit(await world.passHere(["--rebuild-state"]), 0);
  assert.deepEqual(
    askedForBytes(world)
      .filter((id) => withPhoto.has(id))
      .sort(),
    [missing?.objectId, broken?.objectId].sort(),
  );
  assert.deepEqual(await readFile(join(world.out, "manifest.csv")), manifest);
  await readPublished(world);

  directory.setPhoto(changed?.objectId ?? "");
  assertExit(await world.passHere(), 0);
  assert.equal((await readJson(world)).current.sequence, before.current.sequence + 1);
  await readPublished(world);
  assertExit(await runHere(["verify", world.out]), 0);
});

test("A state that is lost in mid-publish leaves no change behind that was never published", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory } = world.tenant;
  assertExit(await world.passHere(), 0);
  const [first, second, third] = (await readManifest(world)).map(({ objectId }) => objectId ?? "");
  directory.setPhoto(first ?? "");
  directory.setPhoto(second ?? "");
  assert.ok(await killPass(world, { operation: /^rename out\/manifest\.csv/ }));
  await removeState(world);
  directory.setPhoto(third ?? "");
  assertExit(await world.passHere(["--rebuild-state"]), 0);
  await assertManifestIsTruth(world);
  const { history, changes } = await readPublished(world);
  assert.equal(changes.length, 3);
  assert.deepEqual(history.slice(-3), changes);
});

test("A rebuild that is killed on its way is simply run again", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const manifest = await readFile(join(world.out, "manifest.csv"));
  for (const operation of [/^run INSERT OR REPLACE INTO published/, /state\.db$/, /marker\.json$/]) {
    await removeState(world);
    assert.ok(await killPass(world, { operation }, ["--rebuild-state"]), `dies at ${operation}`);
    const again = await world.passHere();
    assertExit(again, 9);
    assert.match(again.stderr, /--rebuild-state/);
  }
  assertExit(await world.passHere(["--rebuild-state"]), 0);
  assert.deepEqual(await readFile(join(world.out, "manifest.csv")), manifest);
  assertExit(await runHere(["verify", world.out]), 0);
});

test("The state may be in a folder elsewhere: later passes and other verbs find it, another folder is refused", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const stateDir = join(world.folder, "local state");
  assertExit(await world.passHere(["--state-dir", stateDir]), 0);
  await stat(join(stateDir, "state.db"));
  assert.ok(!(await readdir(join(world.out, ".exophotos"))).includes("state.db"));
  world.tenant.traffic.reset();
  assertExit(await world.passHere(), 0);
  assertExit(await world.passHere(["--state-dir", stateDir]), 0);
  assert.equal((await world.lastRun()).photos.downloaded, 0);
  assertExit(await runHere(["verify", world.out]), 0);
  assertExit(await runHere(["explain", "--out", world.out, [...world.tenant.directory.ids()][0] ?? ""]), 0);

  const other = join(world.folder, "other");
  await mkdir(other);
  const refused = await world.passHere(["--state-dir", other]);
  assertExit(refused, 2);
  assert.match(refused.stderr, /state-dir/);
  assert.ok(refused.stderr.includes(stateDir));
  assert.deepEqual(await readdir(other), []);
});

test("After a rebuild, --only knows how the rows were published, and --repair keeps their columns", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const settings = ["--rows", "people", "--columns", "department"];
  assertExit(await world.passHere(settings), 0);
  const [row] = (await readManifest(world)).filter(({ file }) => file !== "");
  const manifest = await readFile(join(world.out, "manifest.csv"));
  await removeState(world);
  assertExit(await world.passHere([...settings, "--rebuild-state", "--only", row?.objectId ?? ""]), 0);
  assertExit(await world.passHere(["--only", row?.objectId ?? ""]), 2);
  await rm(join(world.out, row?.file ?? ""));
  assertExit(await runHere(["verify", world.out, ...world.access, "--repair"]), 0);
  assert.deepEqual(await readFile(join(world.out, "manifest.csv")), manifest);
});

test("A file that was broken when the state was rebuilt is replaced for good: no later sweep takes it", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const [broken] = await readManifest(world);
  await writeFile(join(world.out, broken?.file ?? ""), "broken");
  await removeState(world);
  assertExit(await world.passHere(["--rebuild-state"]), 0);
  assertExit(await world.passHere(["--keep-files", "0"]), 0);
  const database = new DatabaseSync(join(world.out, ".exophotos/state.db"), { readOnly: true });
  const unlisted = database.prepare("SELECT name FROM files WHERE listed = 0").all();
  database.close();
  assert.deepEqual(unlisted, []);
  await readPublished(world);
});

test("A manifest.csv that is gone together with the state does not start the numbers anew", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  await rm(join(world.out, "manifest.csv"));
  await removeState(world);
  assertExit(await world.passHere(), 9);
  assertExit(await world.passHere(["--rebuild-state"]), 9);
  assert.deepEqual((await readJson(world)).current.sequence, 20);
});

test("What a first publish left that was cut off is not in the way of a new state, wherever it was cut off", async (t) => {
  const rebuild = ["--rebuild-state"];
  for (const { operation, args } of [
    { operation: /^rename out\/manifest\.json/, args: [] },
    { operation: /^rename out\/manifest\.json/, args: rebuild },
    { operation: /^rename out\/manifest\.csv/, args: rebuild },
  ]) {
    const world = await makeWorld(t, { people: 40, photoBytes: "small" });
    const { directory } = world.tenant;
    assert.ok(await killPass(world, { operation }), `dies at ${operation}`);
    await removeState(world);
    const [withPhoto] = [...directory.truth()].filter(({ photoSha256 }) => photoSha256 !== undefined);
    directory.removePhoto(withPhoto?.objectId ?? "");
    // The number of changes is another one now, and with it the name of their file.
    assertExit(await world.passHere(args), 0);
    await assertManifestIsTruth(world);
    await readPublished(world);
    directory.setPhoto(withPhoto?.objectId ?? "");
    assertExit(await world.passHere(), 0);
    await assertManifestIsTruth(world);
    await readPublished(world);
  }
});
