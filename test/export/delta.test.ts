import assert from "node:assert/strict";
import { test } from "node:test";
import { readPublished } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, type CsvRow, makeWorld } from "../running/world.ts";

/** The changes as «type reason object id», in any order. */
function inShort(changes: readonly CsvRow[]): readonly string[] {
  return changes.map(({ changeType, reason, objectId }) => `${changeType} ${reason} ${objectId}`).sort();
}

test("Every kind of change comes once, with its reason, and the history replays to the manifest", async (t) => {
  const world = await makeWorld(t, { people: 120, photoBytes: "small" });
  const { directory, traffic } = world.tenant;
  const everybody = [...directory.truth()];
  const withPhoto = everybody.filter((person) => person.photoSha256 !== undefined).map(({ objectId }) => objectId);
  const without = everybody.filter((person) => person.photoSha256 === undefined).map(({ objectId }) => objectId);
  const [changed = "", removed = "", left = "", renamed = "", moved = "", both = "", sameBytes = ""] = withPhoto;
  const [added = "", quietlyRenamed = "", leftWithout = ""] = without;

  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
  const first = await readPublished(world);
  assert.equal(first.json.previous, null);
  assert.equal(first.json.current.sequence, withPhoto.length);
  assert.deepEqual(inShort(first.changes), withPhoto.map((id) => `Add photo ${id}`).sort());

  directory.setPhoto(changed);
  directory.setPhoto(added, { version: 1 });
  directory.removePhoto(removed);
  directory.removePerson(left);
  directory.removePerson(leftWithout);
  directory.rename(renamed, "new.name@fabrikam.example");
  directory.rename(quietlyRenamed, "quiet@fabrikam.example");
  directory.setProperty(moved, "onPremisesDomainName", "apac.fabrikam.example");
  directory.setPhoto(both);
  directory.rename(both, "both@fabrikam.example");
  directory.setPhoto(sameBytes, {
    bytes: directory.photoOf(sameBytes)?.bytes ?? new Uint8Array(),
    width: 96,
    height: 96,
  });
  const joined = directory.addPerson({ properties: { displayName: "New" }, photo: {} });
  traffic.reset();
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
  const second = await readPublished(world);
  assert.deepEqual(
    inShort(second.changes),
    [
      `Modify photo ${changed}`,
      `Add photo ${added}`,
      `Delete photoRemoved ${removed}`,
      `Delete left ${left}`,
      `Modify attributes ${renamed}`,
      `Modify attributes ${moved}`,
      `Modify photo ${both}`,
      `Add photo ${joined}`,
    ].sort(),
  );
  assert.deepEqual(second.json.previous, first.json.current);
  assert.equal(second.json.history, first.json.history);
  assert.equal(second.rows.get(moved)?.onPremisesDomainName, "apac.fabrikam.example");
  assert.equal(
    second.changes.find(({ objectId }) => objectId === renamed)?.userPrincipalName,
    "new.name@fabrikam.example",
  );

  const modified = (output: typeof first, id: string) => output.rows.get(id)?.modified ?? "";
  assert.ok(modified(second, changed) > modified(first, changed));
  for (const id of [renamed, moved, sameBytes]) assert.equal(modified(second, id), modified(first, id));
  assert.notEqual(second.rows.get(sameBytes)?.etag, first.rows.get(sameBytes)?.etag);

  const run = await world.lastRun();
  assert.deepEqual(run.manifest?.changes, { add: 2, modify: 4, delete: 2 });
  assert.deepEqual([run.photos.added, run.photos.changed, run.photos.removed], [2, 2, 2]);
  assert.equal(run.people.left, 2);
  // Changed, both, the same bytes under another etag, and two new ones; the others are only asked for their etag.
  assert.equal(run.photos.downloaded, 5);
  assert.equal(run.people.failed, 0);

  directory.restorePerson(left);
  directory.setPhoto(removed, { version: 1 });
  directory.removePerson(joined);
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
  const third = await readPublished(world);
  assert.deepEqual(
    inShort(third.changes),
    [`Add photo ${left}`, `Add photo ${removed}`, `Delete left ${joined}`].sort(),
  );
  assert.equal(third.rows.get(left)?.file, first.rows.get(left)?.file);
  assert.ok(modified(third, left) > modified(first, left), "the export sees these bytes for the first time again");

  assertExit(await world.passHere(), 0);
  const fourth = await readPublished(world);
  assert.equal(fourth.changes.length, 0);
  assert.equal(fourth.history.length, third.history.length);
  assert.equal(fourth.json.current.sha256, third.json.current.sha256);
  assert.equal((await world.lastRun()).photos.downloaded, 0);
});
