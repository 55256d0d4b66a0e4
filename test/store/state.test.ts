import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { GroupedWrites } from "../../src/store/grouped-writes.ts";
import {
  copyState,
  openExistingState,
  openState,
  openStateBeside,
  openStateForReading,
} from "../../src/store/state.ts";
import { sampleRow } from "../manifest/sample-rows.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";
import { countRows, openTestState, putPerson } from "./open-test-state.ts";

const damaged = (problem: RegExp) => (error: unknown) =>
  hasCode(error, "stateDamaged") && problem.test(error.facts.problem);

test("A new state is made from nothing or from an empty file, and opened again as it was", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, "empty.db"), "");
  for (const name of ["new.db", "empty.db"]) {
    const path = join(folder, name);
    const first = openState(path);
    first.meta.set("history", "kept");
    first.close();
    for (const open of [openState, openExistingState, openStateBeside, openStateForReading]) {
      const again = open(path);
      assert.equal(again.meta.get("history"), "kept");
      again.close();
    }
  }
});

test("Only a pass makes a state; where there must be one, none is made", async (t) => {
  const path = join(await temporaryFolder(t), "state.db");
  const openings = [openExistingState, openStateBeside, openStateForReading];
  for (const open of openings) assert.throws(() => open(path), damaged(/missing/));
  await assert.rejects(readFile(path), { code: "ENOENT" });
  await writeFile(path, "");
  for (const open of openings) assert.throws(() => open(path), damaged(/holds no state/));
  assert.equal((await readFile(path)).length, 0);
  await writeFile(path, "no database, but long enough to be taken for one\n".repeat(100));
  for (const open of [...openings, openState]) assert.throws(() => open(path), damaged(/not a database/));
});

test("A state of a newer version is refused and stays as it is", async (t) => {
  const path = join(await temporaryFolder(t), "state.db");
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE later (x); PRAGMA user_version = 77");
  database.close();
  const before = await readFile(path);
  for (const open of [openState, openExistingState, openStateBeside, openStateForReading]) {
    assert.throws(
      () => open(path),
      (error) => hasCode(error, "stateNewer") && error.facts.version === 77,
    );
  }
  assert.deepEqual(await readFile(path), before);
});

/** Takes a state back to what the first version had. */
function makeFirstVersion(path: string): void {
  const database = new DatabaseSync(path);
  for (const column of ["renditions", "perceptual_hash", "transcoded"]) {
    database.exec(`ALTER TABLE photos DROP COLUMN ${column}`);
  }
  for (const column of ["rendition_files", "unlisted_renditions"]) {
    database.exec(`ALTER TABLE staged DROP COLUMN ${column}`);
  }
  for (const table of ["mailboxes", "links"]) database.exec(`DROP TABLE ${table}`);
  database.exec("PRAGMA user_version = 1");
  database.close();
}

test("A state of the first version is upgraded by whoever opens it, and keeps what it holds", async (t) => {
  for (const open of [openState, openExistingState, openStateBeside, openStateForReading]) {
    const path = join(await temporaryFolder(t), "state.db");
    const state = openState(path);
    const row = sampleRow(1, "a photo");
    putPerson(state, row, 1);
    state.close();
    makeFirstVersion(path);
    const upgraded = open(path);
    const photo = upgraded.people.get(row.objectId)?.photo;
    assert.deepEqual([photo?.checksum, photo?.renditions, photo?.transcoded], [row.photo?.checksum, {}, false]);
    upgraded.close();
  }
});

test("Readers see what is committed, at once or as of one moment, and write nothing", async (t) => {
  const state = await openTestState(t);
  const reader = openStateForReading(state.path);
  t.after(() => reader.close());
  state.meta.set("choice", "one");
  assert.equal(reader.meta.get("choice"), "one");
  await reader.snapshot(async () => {
    assert.equal(reader.meta.get("choice"), "one");
    state.meta.set("choice", "two");
    assert.equal(reader.meta.get("choice"), "one");
  });
  assert.equal(reader.meta.get("choice"), "two");
  await assert.rejects(
    reader.snapshot(async () => assert.fail("inside")),
    /inside/,
  );
  assert.throws(
    () => reader.meta.set("choice", "three"),
    (error) => hasCode(error, "outputFailed"),
  );
  state.meta.set("choice", "three");
});

test("A copy of the state is complete, whatever its path", async (t) => {
  const state = await openTestState(t);
  state.meta.set("history", "kept");
  const path = join(await temporaryFolder(t), "it's a copy.db");
  copyState(state.path, path);
  const copy = openState(path);
  t.after(() => copy.close());
  assert.equal(copy.meta.get("history"), "kept");
});

test("A state of an older version is copied as it is, so that a dry run of a newer program does not upgrade it", async (t) => {
  const folder = await temporaryFolder(t);
  const [path, copy] = [join(folder, "state.db"), join(folder, "copy.db")];
  openState(path).close();
  makeFirstVersion(path);
  const before = await readFile(path);
  copyState(path, copy);
  assert.deepEqual(await readFile(path), before);
  openState(copy).close();
});

test("Writes that come together are one transaction, and are on record when their promises resolve", async (t) => {
  const state = await openTestState(t);
  const reader = openStateForReading(state.path);
  t.after(() => reader.close());
  const writes = new GroupedWrites(state);
  const order: string[] = [];
  const all = ["one", "two", "three"].map(async (value) => {
    await writes.add(() => state.meta.set("choice", value));
    order.push(value);
    assert.equal(reader.meta.get("choice"), "three");
  });
  assert.equal(state.meta.get("choice"), undefined, "nothing is written before the group is complete");
  await Promise.all(all);
  assert.deepEqual(order, ["one", "two", "three"]);
});

test("A write that fails takes its group with it, and not the next one", async (t) => {
  const state = await openTestState(t);
  const writes = new GroupedWrites(state);
  const failing = () => {
    throw new Error("no");
  };
  const ends = await Promise.allSettled([writes.add(() => state.meta.set("choice", "lost")), writes.add(failing)]);
  assert.deepEqual(
    ends.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  assert.equal(state.meta.get("choice"), undefined);
  await writes.add(() => state.meta.set("choice", "kept"));
  assert.equal(state.meta.get("choice"), "kept");
});

test("Passes are numbered on, and those that may have lost files are known", async (t) => {
  const state = await openTestState(t);
  const { passes } = state;
  const numbers = () => passes.sinceLastEnd().map(({ pass }) => pass);
  assert.deepEqual(numbers(), []);
  assert.equal(passes.begin(1, 2, "everyone"), 1);
  assert.deepEqual(numbers(), [1]);
  passes.end(1, 3, "published");
  assert.equal(passes.begin(4, 2, "everyone", 20), 21);
  assert.equal(passes.begin(5, 2, "everyone"), 22);
  assert.deepEqual(numbers(), [1, 21, 22]);
  passes.forgetEnded();
  assert.deepEqual(numbers(), [1, 21, 22], "whatever may have lost files is remembered");
  passes.end(22, 6, "failed");
  passes.forgetEnded();
  assert.deepEqual(numbers(), [1, 21, 22], "a pass that failed may not have looked at them");
  passes.end(22, 6, "published");
  passes.forgetEnded();
  assert.equal(countRows(state, "passes"), 1);
  assert.equal(passes.lastStart(), 5);
  const ended = { pass: 22, startedAtMs: 5, endedAtMs: 6, result: "published", bootAtMs: 2 };
  assert.deepEqual(passes.sinceLastEnd(), [ended]);
});

test("A consumer has what it was handed and what it acknowledged, each by its own name", async (t) => {
  const { consumers } = await openTestState(t);
  assert.equal(consumers.get("mim"), undefined);
  consumers.acknowledge("mim", 1);
  assert.equal(consumers.get("mim"), undefined);
  consumers.recordWritten("mim", 5);
  consumers.recordWritten("mim", 7);
  consumers.recordWritten("script", 9);
  assert.deepEqual(consumers.get("mim"), { name: "mim", acknowledged: 0, written: 7 });
  consumers.acknowledge("mim", 1);
  assert.deepEqual(consumers.get("mim"), { name: "mim", acknowledged: 7, written: 7 });
  assert.equal(consumers.get("script")?.acknowledged, 0);
});
