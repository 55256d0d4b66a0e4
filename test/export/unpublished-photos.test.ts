import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readPublished } from "../running/published.ts";
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
