import assert from "node:assert/strict";
import { cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { runHere } from "../running/here.ts";
import { snapshot } from "../running/snapshot.ts";
import { assertExit, makeWorld, readManifest } from "../running/world.ts";
import { assertInStep, readByName } from "./by-name.ts";

const args = ["--links", "employeeId"];

/** A world after a pass, whose folder is away, with an empty one in its place, as where a volume is not mounted. */
async function worldWithoutItsFolder(t: TestContext) {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(args), 0);
  const folder = join(world.out, "by-employeeId");
  const away = join(world.folder, "away");
  await rename(folder, away);
  await mkdir(folder);
  const [left, changed] = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
  world.tenant.directory.removePerson(left?.objectId ?? "");
  world.tenant.directory.setPhoto(changed?.objectId ?? "");
  return { world, folder, away, left };
}

test("Nothing is done in another folder of the same name, and the right one, once it is back, shows no leaver", async (t) => {
  const { world, folder, away, left } = await worldWithoutItsFolder(t);
  const end = await world.passHere(args);
  assertExit(end, 9);
  assert.ok(end.stderr.includes(`${folder}`) && /file \.exophotos is missing or another/.test(end.stderr), end.stderr);
  assert.deepEqual(await readdir(folder), []);
  assert.equal((await world.lastRun()).links[0]?.links, 0);
  assertExit(await world.passHere(args), 9);
  const verified = await runHere(["verify", world.out]);
  assertExit(verified, 7);
  assert.match(verified.stdout, /link {7}by-employeeId: not the folder that the state knows\n.*1 difference\./s);
  assertExit(await world.passHere(), 9);
  assert.deepEqual(await readdir(folder), []);

  await rm(folder, { recursive: true });
  await rename(away, folder);
  assertExit(await world.passHere(args), 0);
  assert.ok(!(await readByName(world, "by-employeeId")).has(`${left?.employeeId}.jpg`));
  await assertInStep(world, "employeeId");
});

test("A folder that was made anew does not give way to the one before", async (t) => {
  const { world, folder, away } = await worldWithoutItsFolder(t);
  await rm(folder, { recursive: true });
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
  await rm(folder, { recursive: true });
  await rename(away, folder);
  const before = await snapshot(folder);
  assertExit(await world.passHere(args), 9);
  assert.deepEqual(await snapshot(folder), before);
  await rm(folder, { recursive: true });
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
});

test("An older copy of a folder that was put back is not taken for the folder: it may show a leaver", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(args), 0);
  const folder = join(world.out, "by-employeeId");
  const copy = join(world.folder, "copy");
  await cp(folder, copy, { recursive: true });
  const [left] = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
  world.tenant.directory.removePerson(left?.objectId ?? "");
  assertExit(await world.passHere(args), 0);
  await rm(folder, { recursive: true });
  await cp(copy, folder, { recursive: true });
  assertExit(await world.passHere(args), 9);
  await rm(folder, { recursive: true });
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
});
