import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { assertExit, type CsvRow, makeWorld, readManifest, type World } from "../../running/world.ts";
import { mimHost, psmaVersions } from "../mim-host.ts";
import { assertGood, byId, type HostObject, makeScripts, objectOf } from "./import-run.ts";

interface ChangedWorld {
  readonly world: World;
  /** The position after the first pass, before all changes. */
  readonly before: string;
  readonly expected: ReadonlyMap<string, HostObject>;
}

/** Two passes with changes after a first one: people who changed twice, came and went, went and came back. */
async function changedWorld(t: TestContext): Promise<ChangedWorld> {
  const world = await makeWorld(t, { people: 60, photoBytes: "small", photoShare: 0.6 });
  const { directory } = world.tenant;
  const everybody = [...directory.truth()];
  const withPhoto = everybody.filter((person) => person.photoSha256 !== undefined).map(({ objectId }) => objectId);
  const without = everybody.filter((person) => person.photoSha256 === undefined).map(({ objectId }) => objectId);
  const [changed = "", removed = "", left = "", renamed = "", twice = "", back = ""] = withPhoto;
  const [added = "", cameAndWent = ""] = without;
  assertExit(await world.passHere(), 0);
  const before = await positionOf(world);

  for (const id of [changed, twice, added, cameAndWent]) directory.setPhoto(id, { version: 2 });
  directory.removePhoto(removed);
  directory.removePhoto(back);
  directory.removePerson(left);
  assertExit(await world.passHere(), 0);
  directory.rename(renamed, "new.name@fabrikam.example");
  directory.rename(twice, "twice@fabrikam.example");
  directory.removePhoto(cameAndWent);
  directory.setPhoto(back, { version: 3 });
  assertExit(await world.passHere(), 0);

  const rows = new Map((await readManifest(world)).map((row) => [row.objectId, row]));
  const rowOf = (id: string): CsvRow => rows.get(id) ?? {};
  const expected = new Map<string, HostObject>([
    ...[changed, renamed, twice, back, added].map((id) => [id, objectOf(rowOf(id))] as const),
    ...[removed, left, cameAndWent].map((id) => [id, deletion(id)] as const),
  ]);
  return { world, before, expected };
}

function deletion(id: string): HostObject {
  return {
    objectClass: { type: "String", value: "EXOUser" },
    objectId: { type: "String", value: id },
    changeType: { type: "String", value: "delete" },
  };
}

async function positionOf({ out }: World): Promise<string> {
  const { history, current } = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
  return `${history}:${current.sequence}`;
}

test("A delta brings each changed person once, whole, and who left as a delete; the next one brings nobody", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const { world, before, expected } = await changedWorld(t);
  const scripts = await makeScripts(t, { out: world.out });
  for (const version of psmaVersions) {
    for (const pageSize of [1, 3, 7, 100]) {
      const run = await scripts.run(host, { version, operationType: "Delta", pageSize, customData: before });
      assertGood(run, pageSize, expected.size);
      assert.deepEqual(byId(run.objects), expected, `${version}, pages of ${pageSize}`);
      assert.equal(run.end?.customData, await positionOf(world));
    }
  }
  const nobody = await scripts.run(host, { operationType: "Delta", customData: await positionOf(world) });
  assertGood(nobody, 100, 0);
  assert.equal(nobody.end?.customData, await positionOf(world));
  assert.deepEqual(await scripts.copies(), []);
});

test("A delta goes by the manifest that is there while the next one is only announced", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const { world, before, expected } = await changedWorld(t);
  const scripts = await makeScripts(t, { out: world.out });
  const manifest = await readFile(join(world.out, "manifest.csv"));
  const position = await positionOf(world);
  const [somebody] = world.tenant.directory.truth();
  world.tenant.directory.setPhoto(somebody?.objectId ?? "", { version: 9 });
  assertExit(await world.passHere(), 0);
  await writeFile(join(world.out, "manifest.csv"), manifest);
  const run = await scripts.run(host, { operationType: "Delta", customData: before });
  assertGood(run, 100, expected.size);
  assert.deepEqual(byId(run.objects), expected);
  assert.equal(run.end?.customData, position);
});

test("A delta with a damaged photo keeps its position, so that the next one brings that person again", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const { world, before, expected } = await changedWorld(t);
  const scripts = await makeScripts(t, { out: world.out });
  const row = (await readManifest(world)).find(({ objectId = "" }) => expected.has(objectId));
  await rm(join(world.out, row?.file ?? ""));
  const run = await scripts.run(host, { operationType: "Delta", customData: before });
  assertGood(run, 100, expected.size);
  assert.equal(byId(run.objects).get(row?.objectId ?? "")?.["[ErrorName]"]?.value, "photo-missing");
  assert.equal(run.end?.customData, before);
});

test("Whom a delta brought that kept its position, and who left before the next one, is deleted by that", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  const { directory } = world.tenant;
  assertExit(await world.passHere(), 0);
  const before = await positionOf(world);
  const [came, damaged] = [directory.addPerson({ photo: {} }), directory.addPerson({ photo: {} })];
  assertExit(await world.passHere(), 0);
  const row = (await readManifest(world)).find(({ objectId }) => objectId === damaged);
  const photo = join(world.out, row?.file ?? "");
  const bytes = await readFile(photo);
  await rm(photo);
  const scripts = await makeScripts(t, { out: world.out });
  const first = await scripts.run(host, { operationType: "Delta", customData: before });
  assert.ok(byId(first.objects).get(came)?.EXOPhoto);
  assert.equal(first.end?.customData, before);

  await writeFile(photo, bytes);
  directory.removePerson(came);
  assertExit(await world.passHere(), 0);
  const second = await scripts.run(host, { operationType: "Delta", customData: before });
  assert.deepEqual(byId(second.objects).get(came), deletion(came));
  assert.equal(second.end?.customData, await positionOf(world));
});

test("A delta that cannot know what changed asks for a full import", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const { world, before } = await changedWorld(t);
  const scripts = await makeScripts(t, { out: world.out });
  const [history = "", sequence = ""] = before.split(":");
  const refusals: readonly (readonly [string, RegExp])[] = [
    ["", /no position to go on from: run a full import/],
    ["somewhere", /no position to go on from: run a full import/],
    [`8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f:${sequence}`, /begun a new history.*run a full import/],
    [`${history}:1000000`, /last import was at change 1000000.*run a full import/],
  ];
  for (const version of psmaVersions) {
    for (const [customData, says] of refusals) {
      const { objects, end } = await scripts.run(host, { version, operationType: "Delta", customData });
      assert.equal(end?.end, "failed");
      assert.match(end.error ?? "", says);
      assert.equal(end.moreToImport, "False");
      assert.deepEqual(objects, []);
    }
  }

  const segments = (await readdir(join(world.out, "changes"))).sort(
    (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
  );
  assert.equal(segments.length, 3);
  const [, second = "", third = ""] = segments;
  const last = await readFile(join(world.out, "changes", third));
  await rm(join(world.out, "changes", third));
  const missing = await scripts.run(host, { operationType: "Delta", customData: before });
  assert.match(missing.end?.error ?? "", /Change \d+ is missing in the history: run a full import/);
  await writeFile(join(world.out, "changes", third), last);
  await rm(join(world.out, "changes", second));
  const tooOld = await scripts.run(host, { operationType: "Delta", customData: before });
  assert.match(tooOld.end?.error ?? "", /no longer reaches back to change \d+.*run a full import/);
  assert.deepEqual(await scripts.copies(), []);
});
