import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { writeDurably } from "../../src/platform/durable-file.ts";
import { nameBeside } from "../../src/platform/leftover-files.ts";

test("What killed processes left beside a file goes with the next one, and nothing else does", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const target = join(folder, "report.html");
  const [old, young, other] = [nameBeside(target), nameBeside(target), nameBeside(join(folder, "other.html"))];
  const foreign = join(folder, "report.html.notes.tmp");
  for (const path of [old, young, other, foreign]) await writeFile(path, "faces and names");
  const longAgo = new Date(Date.now() - 7 * 3_600_000);
  for (const path of [old, other, foreign]) await utimes(path, longAgo, longAgo);
  await writeDurably(target, "a page", { tempDir: folder });
  const left = [young, other, foreign].map((path) => basename(path));
  assert.deepEqual((await readdir(folder)).sort(), ["report.html", ...left].sort());
});
