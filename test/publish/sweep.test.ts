import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { sweepFiles, sweepHistory, sweepLogs } from "../../src/publish/sweep.ts";
import { sampleRow } from "../manifest/sample-rows.ts";

describe("sweeping", () => {
  let out = "";
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "exophotos-sweep-"));
  });
  afterEach(() => rm(out, { recursive: true }));
  const put = async (name: string) => {
    await mkdir(dirname(join(out, name)), { recursive: true });
    await writeFile(join(out, name), "x");
    return name;
  };
  const photo = (n: number) => sampleRow(n, `photo ${n}`).photo?.file ?? "";

  it("deletes the files it is given, counts a missing one as gone, and says which are", async () => {
    const names = await Promise.all([put(photo(1)), put(photo(2))]);
    const kept = await put(photo(3));
    const forgotten: string[] = [];
    const swept = await sweepFiles(out, [...names, photo(4)], (gone) => forgotten.push(...gone));
    assert.deepEqual(swept, { deleted: 3, waiting: 0 });
    assert.deepEqual(forgotten, [...names, photo(4)]);
    assert.deepEqual(await readdir(join(out, dirname(kept))), [kept.split("/").at(-1)]);
  });

  it("never touches a name that is not of our own pattern", async () => {
    const names = await Promise.all(["manifest.csv", "photos/00/holiday.jpg", "thesis.doc"].map(put));
    const outside = `../${photo(1)}`;
    const swept = await sweepFiles(out, [...names, outside], () => assert.fail("nothing is gone"));
    assert.deepEqual(swept, { deleted: 0, waiting: 0 });
    assert.deepEqual((await readdir(out)).sort(), ["manifest.csv", "photos", "thesis.doc"]);
  });

  it("tells of many files some thousand at a time", async () => {
    const batches: number[] = [];
    const names = Array.from({ length: 4_201 }, (_, n) => photo(n));
    await sweepFiles(out, names, (gone) => batches.push(gone.length));
    assert.deepEqual(batches, [2000, 2000, 201]);
  });

  it("says so when a file cannot be deleted", async () => {
    const name = photo(1);
    await mkdir(join(out, name, "folder"), { recursive: true });
    const sweep = sweepFiles(out, [name], () => assert.fail("nothing is gone"));
    // On Windows deleting a folder as a file reads like one that is held open.
    if (process.platform === "win32") assert.deepEqual(await sweep, { deleted: 0, waiting: 1 });
    else await assert.rejects(sweep, (error) => hasCode(error, "outputFailed") && error.facts.action === "delete");
  });

  it("deletes old history from its beginning only, so that what stays has no gap", async () => {
    await Promise.all(["changes/1-3.csv", "changes/4-9.csv", "changes/10-10.csv", "changes/11-12.csv"].map(put));
    assert.equal(await sweepHistory(out, ({ last }) => last !== 10), 2);
    assert.deepEqual((await readdir(join(out, "changes"))).sort(), ["10-10.csv", "11-12.csv"]);
    assert.equal(await sweepHistory(out, () => true), 2);
    assert.equal(await sweepHistory(out, () => true), 0);
  });

  it("keeps the logs of the newest passes by number", async () => {
    await sweepLogs(out);
    const passes = Array.from({ length: 35 }, (_, n) => n + 90);
    await Promise.all(passes.map((pass) => put(`.exophotos/logs/${pass}.ndjson`)));
    await Promise.all(
      ["notes.txt", "92-removals.csv", "120-removals.csv"].map((name) => put(`.exophotos/logs/${name}`)),
    );
    await sweepLogs(out);
    const left = await readdir(join(out, ".exophotos", "logs"));
    assert.equal(left.length, 32);
    assert.ok(left.includes("120-removals.csv") && !left.includes("92-removals.csv"));
    assert.ok(left.includes("95.ndjson") && left.includes("124.ndjson") && !left.includes("94.ndjson"));
  });
});
