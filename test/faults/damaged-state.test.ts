import assert from "node:assert/strict";
import { cp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import type { CommandEnd } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { snapshot } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";
import { damageState, stateDamages, stateDbOf } from "./state-damages.ts";

const stateDb = (world: World) => stateDbOf(world.out);

function assertNamesTheWayOut(end: CommandEnd, world: World): void {
  assertExit(end, 9);
  assert.match(end.stderr, /--rebuild-state/);
  assert.ok(end.stderr.includes(stateDb(world)), end.stderr);
}

test("A state that is missing or damaged stops every verb that needs it, and changes nothing published", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const sound = join(world.folder, "sound.db");
  await cp(stateDb(world), sound);
  const before = await snapshot(world);
  for (const [what, damage] of Object.entries(stateDamages)) {
    await damageState(world.out, damage);
    for (const verb of [
      () => world.passHere(),
      () => world.passHere(["--dry-run"]),
      () => runHere(["verify", world.out]),
    ]) {
      assertNamesTheWayOut(await verb(), world);
      assert.deepEqual(await snapshot(world), before, what);
    }
    await cp(sound, stateDb(world));
  }
  assertExit(await world.passHere(), 0);
});

test("An older copy of the state is not gone on with: its sequence numbers are in use", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const older = join(world.folder, "older.db");
  await cp(stateDb(world), older);
  const [id = ""] = [...world.tenant.directory.ids()].filter((person) => world.tenant.directory.photoOf(person));
  world.tenant.directory.setPhoto(id);
  assertExit(await world.passHere(), 0);
  const before = await snapshot(world);
  await damageState(world.out, (path) => cp(older, path));
  const end = await world.passHere();
  assertNamesTheWayOut(end, world);
  assert.match(end.stderr, /knows of \d+ published changes, and \d+ are published/);
  assert.deepEqual(await snapshot(world), before);
  assertExit(await world.passHere(["--rebuild-state"]), 0);
  await assertManifestIsTruth(world);
});

test("A state of a newer version is left alone, and the error says so", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const database = new DatabaseSync(stateDb(world));
  database.exec("PRAGMA user_version = 4000");
  database.close();
  for (const end of [await world.passHere(), await runHere(["verify", world.out])]) {
    assertNamesTheWayOut(end, world);
    assert.match(end.stderr, /newer exophotos \(format 4000/);
  }
  assertExit(await world.passHere(["--rebuild-state"]), 0);
  await assertManifestIsTruth(world);
  assert.equal((await world.lastRun()).photos.downloaded, 0);
});

test("Where nothing is published yet, --rebuild-state starts with a new state", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  world.tenant.faults.call("users", { kind: "status", status: 403 }, 99);
  assert.notEqual((await world.passHere()).exitCode, 0);
  world.tenant.faults.clear();
  await damageState(world.out, (path) => writeFile(path, "no database at all\n".repeat(400)));
  assertNamesTheWayOut(await world.passHere(), world);
  assertExit(await world.passHere(["--rebuild-state"]), 0);
  await assertManifestIsTruth(world);
  assert.ok((await readdir(join(world.out, ".exophotos"))).some((name) => name.startsWith("state.db.replaced-")));
});
