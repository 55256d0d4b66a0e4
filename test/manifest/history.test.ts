import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { readChanges, writeChanges } from "../../src/manifest/changes-csv.ts";
import { listSegments, parseSegmentName, readChangesSince, segmentName } from "../../src/manifest/history.ts";
import type { Change } from "../../src/model/change.ts";
import { collect, collectBytes, sampleRow } from "./sample-rows.ts";

const change = (sequence: number, changed: Partial<Change> = {}): Change => {
  const row = sampleRow(sequence, `photo ${sequence}`);
  return {
    sequence,
    changeType: "Add",
    reason: "photo",
    objectId: row.objectId,
    userPrincipalName: row.properties.userPrincipalName,
    file: row.photo?.file ?? "",
    checksum: row.photo?.checksum ?? "",
    previousChecksum: "",
    modified: row.photo?.modified ?? "",
    ...changed,
  };
};
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => change(first + n));

describe("the history of changes", () => {
  const folders: string[] = [];
  let out = "";
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "exophotos-history-"));
    folders.push(out);
    await mkdir(join(out, "changes"));
  });
  after(async () => {
    for (const folder of folders) await rm(folder, { recursive: true });
  });
  const put = async (first: number, last: number, changes = range(first, last)) =>
    writeFile(join(out, "changes", segmentName(first, last)), await collectBytes(writeChanges(changes)));
  const since = async (from: number, upTo: number) =>
    (await collect(readChangesSince(out, from, upTo))).map((item) => item.sequence);

  it("reads back the changes that were written, with the columns of the contract", async () => {
    const written = [
      change(1, { userPrincipalName: 'zoë, "the" \r\n one' }),
      change(2, {
        changeType: "Delete",
        reason: "left",
        file: "",
        checksum: "",
        previousChecksum: "ab12",
        modified: "",
      }),
    ];
    const path = join(out, "changes.csv");
    const bytes = await collectBytes(writeChanges(written));
    await writeFile(path, bytes);
    assert.ok(
      bytes
        .toString()
        .startsWith(
          "sequence,changeType,reason,objectId,userPrincipalName,file,checksum,previousChecksum,modified\r\n1,Add,photo,",
        ),
    );
    assert.deepEqual(await collect(readChanges(path)), written);
  });

  it("names segments by their numbers, unpadded, and reads such names only", () => {
    assert.equal(segmentName(1, 1200), "1-1200.csv");
    assert.deepEqual(parseSegmentName("1-1200.csv"), { first: 1, last: 1200 });
    for (const name of ["0-3.csv", "5-3.csv", "1-2.csv.tmp", "01-2.csv", "a-b.csv", "1.csv"]) {
      assert.equal(parseSegmentName(name), undefined, name);
    }
  });

  it("gives the changes after a number in order over all segments", async () => {
    await put(9, 9);
    await put(10, 12);
    await put(1, 8);
    await writeFile(join(out, "changes", "notes.txt"), "");
    assert.deepEqual(
      (await listSegments(out)).map((item) => item.first),
      [1, 9, 10],
    );
    assert.deepEqual(await since(0, 12), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    assert.deepEqual(await since(7, 12), [8, 9, 10, 11, 12]);
    assert.deepEqual(await since(12, 12), []);
  });

  it("does not give changes of a publish that has not been committed", async () => {
    await put(1, 3);
    await put(4, 6);
    assert.deepEqual(await since(1, 3), [2, 3]);
  });

  it("says how far back it reaches when older changes are wanted", async () => {
    await put(5, 6);
    const gone = (oldest: number) => (error: unknown) =>
      hasCode(error, "historyGone") && error.facts.oldestSequence === oldest;
    await assert.rejects(since(3, 6), gone(5));
    assert.deepEqual(await since(4, 6), [5, 6]);
    await assert.rejects(since(4, 7), (error) => hasCode(error, "manifestDamaged"));
    await rm(join(out, "changes"), { recursive: true });
    await assert.rejects(since(3, 6), gone(7));
  });

  it("refuses a gap, inside a segment and between two", async () => {
    await put(1, 2);
    await put(4, 5);
    await assert.rejects(since(0, 5), (error) => hasCode(error, "manifestDamaged"));
    await put(3, 3, []);
    await assert.rejects(since(0, 5), (error) => hasCode(error, "manifestDamaged"));
    await put(3, 3);
    await put(1, 2, [change(1), change(3)]);
    await assert.rejects(since(0, 5), (error) => hasCode(error, "manifestDamaged"));
  });

  it("refuses a change with a value that cannot be", async () => {
    const good = (await collectBytes(writeChanges([change(1)]))).toString();
    const path = join(out, "changes.csv");
    const wrongs: [string, string, RegExp][] = [
      ["\r\n1,", "\r\none,", /record 2: sequence/],
      [",Add,", ",Insert,", /record 2: changeType/],
      [",photo,", ",mood,", /record 2: reason/],
      ["photos/00/", "/etc/", /record 2: file/],
    ];
    for (const [from, to, problem] of wrongs) {
      await writeFile(path, good.replace(from, to));
      await assert.rejects(collect(readChanges(path)), (error) => {
        return hasCode(error, "manifestDamaged") && problem.test(error.facts.problem);
      });
    }
  });
});
