import assert from "node:assert/strict";
import { test } from "node:test";
import { logLines } from "../running/said.ts";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest } from "../running/world.ts";

test("--deadline publishes what there is with exit code 4, removes nobody, and later passes finish", async (t) => {
  const world = await makeWorld(t, { people: 200, photoBytes: "small", latency: { callMs: 250 } });
  const { directory, traffic } = world.tenant;
  const withPhoto = [...directory.truth()].filter((person) => person.photoSha256 !== undefined);
  const inTime = ["--deadline", "1s", "--concurrency", "1"];

  const end = await world.pass(inTime);
  assertExit(end, 4);
  const first = await world.lastRun();
  assert.ok(first.deadlineReached && first.people.notAsked > 0 && first.photos.downloaded > 0);
  assert.equal(first.result, "publishedWithFailures");
  assert.equal((await readManifest(world)).length, first.photos.downloaded);
  assert.ok(logLines(end).some((line) => line.notice === "deadlineReached"));

  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
  assert.equal((await world.lastRun()).photos.downloaded, withPhoto.length - first.photos.downloaded);

  const before = await readManifest(world);
  for (const { objectId } of withPhoto.slice(0, 5)) directory.removePerson(objectId);
  for (const { objectId } of withPhoto.slice(5, 10)) directory.removePhoto(objectId);
  for (const { objectId } of withPhoto.slice(10)) directory.setPhoto(objectId);
  traffic.reset();
  assertExit(await world.passHere(inTime), 4);
  const second = await world.lastRun();
  assert.ok(second.people.notAsked > 0);
  assert.equal(second.photos.removed, 0);
  assert.deepEqual(new Set((await readManifest(world)).map(id)), new Set(before.map(id)));

  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
  const third = await world.lastRun();
  assert.equal(third.photos.removed, 10);
  assert.equal(second.photos.changed + third.photos.changed, withPhoto.length - 10);
});

test("A deadline of a month is as good as none", async (t) => {
  const world = await makeWorld(t, { people: 10, photoBytes: "small" });
  assertExit(await world.passHere(["--deadline", "30d"]), 0);
  await assertManifestIsTruth(world);
});

function id(row: Readonly<Record<string, string>>): string | undefined {
  return row.objectId;
}
