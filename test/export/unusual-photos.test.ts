import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { readPublished } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

const forGood = Number.POSITIVE_INFINITY;

test("What is no whole picture is never written, and whoever has none keeps what was published", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory, faults, samples } = world.tenant;
  const passHere = (...args: readonly string[]) => world.passHere(["--transcode=false", ...args]);
  const photos = [...directory.truth()].filter((one) => one.photoSha256 !== undefined).map((one) => one.objectId);
  const [png = "", truncated = "", page = "", unharmed = ""] = photos;
  const newTruncated = directory.addPerson({ photo: {} });
  const newPixel = directory.addPerson({
    photo: { bytes: samples.gif, contentType: "image/gif", width: 1, height: 1 },
  });
  faults.person(newTruncated, "value", { kind: "bytes", of: "truncatedJpeg" }, forGood);
  assertExit(await passHere(), 4);
  const first = await readPublished(world);
  assert.equal(first.rows.size, photos.length);
  assert.equal(first.rows.get(newTruncated), undefined);
  assert.equal(first.rows.get(newPixel), undefined);
  const named = (await world.lastRun()).failures;
  assert.deepEqual(
    named.map(({ objectId, reason }) => [objectId, reason]),
    [[newTruncated, "picture:truncated"]],
  );

  directory.setPhoto(png, { bytes: samples.png, contentType: "image/png", width: 120, height: 120 });
  for (const id of [truncated, page, unharmed]) directory.setPhoto(id);
  faults.person(truncated, "value", { kind: "bytes", of: "truncatedJpeg" }, forGood);
  faults.person(page, "value", { kind: "bytes", of: "html" });
  assertExit(await passHere(), 4);
  const second = await readPublished(world);
  assert.deepEqual(
    second.changes.map(({ objectId }) => objectId),
    [png, page, unharmed].sort(),
  );
  const row = second.rows.get(png);
  assert.match(row?.file ?? "", /\.png$/);
  assert.deepEqual([row?.contentType, row?.width, row?.height], ["image/png", "120", "120"]);
  assert.deepEqual(await readFile(join(world.out, row?.file ?? "")), samples.png);
  assert.deepEqual(second.rows.get(truncated), first.rows.get(truncated));

  faults.clear();
  directory.removePhoto(newPixel);
  assertExit(await passHere(), 0);
  await assertManifestIsTruth(world);
  assertExit(await passHere("--full", "--value-by", "get"), 0);
  assert.deepEqual((await readPublished(world)).changes, []);
  assert.equal((await world.lastRun()).photos.downloaded, photos.length + 1);
});

test("A property with NUL refuses that person alone: a published row stays, a new one does not come", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory } = world.tenant;
  assertExit(await world.passHere(), 0);
  const first = await readPublished(world);
  const [known = "", other = ""] = first.rows.keys();
  directory.setProperty(known, "mail", "a\0b@fabrikam.example");
  directory.setPhoto(known);
  directory.setPhoto(other);
  const joined = directory.addPerson({ properties: { department: "\0" }, photo: {} });

  const columns = ["--columns", "department"];
  assertExit(await world.passHere(columns), 4);
  const second = await readPublished(world);
  assert.deepEqual(second.rows.get(known), { ...first.rows.get(known), department: "" });
  assert.equal(second.rows.get(other)?.department, directory.person(other)?.department);
  assert.equal(second.rows.get(joined), undefined);
  const run = await world.lastRun();
  assert.deepEqual(
    run.failures.map(({ objectId, reason }) => `${objectId} ${reason}`),
    [known, joined].sort().map((id) => `${id} nulInProperty`),
  );
  assertExit(await runHere(["verify", world.out]), 0);

  directory.setProperty(known, "mail", "ab@fabrikam.example");
  directory.setProperty(joined, "department", "Sales");
  assertExit(await world.passHere(columns), 0);
  await assertManifestIsTruth(world);
});
