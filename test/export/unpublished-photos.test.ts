import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readPublished } from "../running/published.ts";
import { until } from "../running/until.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

test("A photo fetched by a pass that a guard stopped is not published once it is gone, and its file goes", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  assertExit(await world.passHere(), 0);
  const photos = [...directory.truth()].filter((one) => one.photoSha256 !== undefined).map((one) => one.objectId);
  const [fetched = "", left = ""] = [directory.addPerson({ photo: {} }), directory.addPerson({ photo: {} })];
  for (const id of photos) directory.removePhoto(id);
  assertExit(await world.passHere(), 5);
  for (const id of photos) directory.setPhoto(id, { version: 1 });
  assert.equal((await world.lastRun()).photos.downloaded, 2);

  directory.removePhoto(fetched);
  directory.removePerson(left);
  assertExit(await world.passHere(["--keep-files", "0"]), 0);
  await assertManifestIsTruth(world);
  const files = (await readdir(join(world.out, "photos"), { recursive: true })).join(" ");
  assert.ok(!files.includes(fetched), "the denied photo's file is erased");
  assert.ok(!files.includes(left), "the file of somebody who left is erased");

  faults.person(fetched, "metadata", { kind: "status", status: 500, retryAfter: 0 }, Number.POSITIVE_INFINITY);
  faults.person(fetched, "value", { kind: "status", status: 500, retryAfter: 0 }, Number.POSITIVE_INFINITY);
  assertExit(await world.passHere(), 4);
  assert.deepEqual((await readPublished(world)).changes, []);
  await assertManifestIsTruth(world);
});

test("A photo that two stopped passes fetched and saw denied is not published for being asked about lately", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory } = world.tenant;
  assertExit(await world.passHere(), 0);
  const photos = [...directory.truth()].filter((one) => one.photoSha256 !== undefined).map((one) => one.objectId);
  const fetched = directory.addPerson({ photo: {} });
  for (const id of photos) directory.removePhoto(id);
  assertExit(await world.passHere(), 5);
  directory.removePhoto(fetched);
  assertExit(await world.passHere(), 5);
  for (const id of photos) directory.setPhoto(id, { version: 1 });
  assertExit(await world.passHere(["--recheck-within", "300d"]), 0);
  await assertManifestIsTruth(world);
});

test("Photos that a stopped pass left behind do not come in with a filter that leaves their people out", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  faults.call("batch", { kind: "hang" }, Number.POSITIVE_INFINITY, 3);
  const stopped = world.startPass();
  await until("photos were asked for", () => world.tenant.traffic.valueItems >= 40, stopped);
  stopped.child.kill("SIGKILL");
  await stopped.ended;
  faults.clear();
  faults.everyone("user", { kind: "status", status: 403 });
  const end = await world.passHere(["--filter", "userType eq 'Guest'"]);
  assert.ok(end.exitCode === 0 || end.exitCode === 4, end.stderr);
  const guests = [...directory.ids()].filter((id) => directory.person(id)?.userType === "Guest");
  for (const id of (await readPublished(world)).rows.keys()) assert.ok(guests.includes(id), `${id} is no guest`);
});
