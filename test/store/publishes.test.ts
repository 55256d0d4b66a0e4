import assert from "node:assert/strict";
import { test } from "node:test";
import type { ManifestRow } from "../../src/model/manifest-row.ts";
import type { State } from "../../src/store/state.ts";
import { sampleRow } from "../manifest/sample-rows.ts";
import { countRows, openTestState, prepare, putPerson } from "./open-test-state.ts";

const fileOf = (row: ManifestRow) => row.photo?.file ?? "";

/** Two photos published in pass 1. */
function publishTwo(state: State): readonly [ManifestRow, ManifestRow] {
  const rows = [sampleRow(1, "one"), sampleRow(2, "two")] as const;
  for (const row of rows) putPerson(state, row, 1);
  prepare(
    state,
    1,
    rows.map((next) => ({ next })),
  );
  state.publishes.markPublished(1, 1_000);
  return rows;
}

test("A publish counts when it is marked, with all that was staged for it and nothing before", async (t) => {
  const state = await openTestState(t);
  const { publishes, files, meta } = state;
  const [one, two] = publishTwo(state);
  const newOne = sampleRow(1, "another one");
  putPerson(state, newOne, 2);
  state.people.recordAnswer(two.objectId, 2, 0, "left");

  publishes.beginStaging();
  publishes.stageMeta("choice", "filter x");
  const change = {
    objectId: one.objectId,
    changeType: "Modify",
    reason: "photo",
    published: one,
    next: newOne,
  } as const;
  publishes.stage({ ...change, sequence: 3 });
  const removal = {
    objectId: two.objectId,
    changeType: "Delete",
    reason: "left",
    published: two,
    next: undefined,
  } as const;
  publishes.stage({ ...removal, sequence: 4 });
  assert.deepEqual([...publishes.newlyListedFiles()], [fileOf(newOne)]);
  publishes.prepare({ pass: 2, firstSequence: 3, lastSequence: 4, description: "{}", publishedAtMs: 5 });

  assert.deepEqual(publishes.row(one.objectId), one);
  assert.equal(meta.lastSequence(), 2);
  assert.equal(meta.get("choice"), undefined);
  assert.deepEqual(
    [...publishes.stagedChanges()].map(({ sequence, changeType, checksum, previousChecksum }) => ({
      sequence,
      changeType,
      checksum,
      previousChecksum,
    })),
    [
      { sequence: 3, changeType: "Modify", checksum: newOne.photo?.checksum, previousChecksum: one.photo?.checksum },
      { sequence: 4, changeType: "Delete", checksum: "", previousChecksum: two.photo?.checksum },
    ],
  );

  publishes.markPublished(2, 2_000);
  assert.equal(publishes.prepared(), undefined);
  assert.deepEqual(publishes.row(one.objectId), newOne);
  assert.equal(publishes.row(two.objectId), undefined);
  assert.equal(publishes.countPublished(), 1);
  assert.equal(meta.lastSequence(), 4);
  assert.equal(meta.get("choice"), "filter x");
  assert.deepEqual([...publishes.stagedChanges()], []);
  assert.deepEqual(
    [one, newOne, two].map(fileOf).map((name) => files.isListed(name)),
    [false, true, false],
  );
  assert.equal(state.people.get(two.objectId), undefined);
  assert.equal(state.photos.get(two.objectId), undefined);
  assert.deepEqual([publishes.lastSequenceBefore(999), publishes.lastSequenceBefore(1_999)], [0, 2]);
  assert.equal(publishes.lastSequenceBefore(2_000), 4);
});

test("Publishes whose history is gone are forgotten, and so are those that changed nothing: times still lead to the right change", async (t) => {
  const state = await openTestState(t);
  const { publishes } = state;
  publishTwo(state);
  let row: ManifestRow = sampleRow(1, "one");
  for (let pass = 2; pass <= 20; pass += 1) {
    const next = pass % 5 === 0 ? sampleRow(1, `of pass ${pass}`) : row;
    prepare(state, pass, next === row ? [] : [{ published: row, next }]);
    publishes.markPublished(pass, pass * 1_000);
    row = next;
  }
  const before = () => [999, 1_000, 9_999, 10_000, 14_500, 99_000].map((time) => publishes.lastSequenceBefore(time));
  assert.deepEqual(before(), [0, 2, 3, 4, 4, 6]);
  publishes.forgetExpired(3);
  assert.deepEqual(before(), [0, 0, 3, 4, 4, 6]);
  publishes.forgetExpired(4);
  assert.deepEqual(before(), [0, 0, 0, 4, 4, 6]);
  assert.equal(countRows(state, "publishes"), 3);

  prepare(state, 21, []);
  publishes.forgetExpired(6);
  assert.equal(publishes.prepared()?.pass, 21);
  publishes.undo(21);
  assert.equal(state.meta.lastSequence(), 6);
  assert.deepEqual(before(), [0, 0, 0, 0, 0, 6]);
});

test("An undone publish leaves everything as it was, its numbers and its photos too", async (t) => {
  const state = await openTestState(t);
  const { publishes, files, meta } = state;
  const [one, two] = publishTwo(state);
  const newOne = sampleRow(1, "another one");
  putPerson(state, newOne, 2);
  prepare(state, 2, [{ published: one, next: newOne }, { published: two }]);
  assert.equal(publishes.prepared()?.pass, 2);
  publishes.undo(2);
  assert.equal(publishes.prepared(), undefined);
  assert.equal(meta.lastSequence(), 2);
  assert.deepEqual([publishes.row(one.objectId), publishes.row(two.objectId)], [one, two]);
  assert.deepEqual([...publishes.stagedChanges()], []);
  assert.equal(files.isListed(fileOf(newOne)), false);
  assert.equal(state.photos.get(one.objectId)?.file, fileOf(newOne), "what was fetched is kept");
  prepare(state, 3, [{ published: one, next: newOne }]);
  assert.deepEqual([publishes.prepared()?.firstSequence, publishes.prepared()?.lastSequence], [3, 3]);
});

test("What was staged and not prepared is gone after a discard", async (t) => {
  const state = await openTestState(t);
  const [one] = publishTwo(state);
  state.publishes.beginStaging();
  const change = {
    objectId: one.objectId,
    changeType: "Delete",
    reason: "left",
    published: one,
    next: undefined,
  } as const;
  state.publishes.stage({ ...change, sequence: 3 });
  state.publishes.discard();
  assert.deepEqual([...state.publishes.stagedChanges()], []);
  assert.equal(state.publishes.countPublished(), 2);
  state.transaction(() => state.meta.set("choice", "works on"));
});

test("Only the etag differs: the row is new, and no change has a number for it", async (t) => {
  const state = await openTestState(t);
  const [one] = publishTwo(state);
  assert.ok(one.photo);
  const next = { ...one, photo: { ...one.photo, etag: "NEW" } };
  state.publishes.beginStaging();
  const change = { objectId: one.objectId, changeType: "Modify", reason: "attributes", published: one, next } as const;
  state.publishes.stage({ ...change, sequence: undefined });
  state.publishes.prepare({ pass: 2, firstSequence: 3, lastSequence: 2, description: "{}", publishedAtMs: 5 });
  assert.deepEqual([...state.publishes.stagedChanges()], []);
  state.publishes.markPublished(2, 5);
  assert.equal(state.publishes.row(one.objectId)?.photo?.etag, "NEW");
  assert.equal(state.meta.lastSequence(), 2);
  assert.equal(state.files.isListed(fileOf(one)), true);
});

test("A file may be swept once no manifest has listed it for long enough, and nothing else uses it", async (t) => {
  const state = await openTestState(t);
  const { files } = state;
  const [one, two] = publishTwo(state);
  const newOne = sampleRow(1, "another one");
  putPerson(state, newOne, 2);
  const sweepable = (cutoffMs: number) => [...files.sweepable(cutoffMs)];
  assert.deepEqual(sweepable(9_999), [], "a stored photo that is not yet listed stays");
  prepare(state, 2, [{ published: one, next: newOne }]);
  state.publishes.markPublished(2, 2_000);
  assert.deepEqual(sweepable(1_999), []);
  assert.deepEqual(sweepable(2_000), [fileOf(one)]);

  prepare(state, 3, [{ published: two }]);
  state.publishes.markPublished(3, 3_000);
  assert.deepEqual(sweepable(3_000), [fileOf(one)], "the photo of somebody who was not said to be gone stays");
  putPerson(state, one, 4);
  assert.deepEqual(sweepable(3_000), [], "a photo that came back is used again");
  putPerson(state, newOne, 4);
  files.forget(fileOf(one));
  assert.equal(files.isListed(fileOf(one)), undefined);
});
