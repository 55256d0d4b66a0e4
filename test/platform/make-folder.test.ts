import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { makeFolder } from "../../src/platform/make-folder.ts";

test("A folder is made with those it is in, also by many at once", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  const path = join(root, "a", "b", "c");
  const below = Array.from({ length: 50 }, (_, index) => join(path, String(index % 10), String(index)));
  await Promise.all(below.map((one) => makeFolder(one)));
  for (const one of below) assert.ok((await stat(one)).isDirectory());
  await makeFolder(path);
  await writeFile(join(root, "file"), "");
  for (const refused of [join(root, "file"), join(root, "file", "x")]) {
    await assert.rejects(makeFolder(refused), (error) => hasCode(error, "outputFailed"));
  }
});

test("A name that the system refuses in a folder that is there is an error, and not waited for", async (t) => {
  if (process.platform !== "linux") return t.skip("needs /proc");
  await assert.rejects(makeFolder("/proc/exophotos/x"), (error) => hasCode(error, "outputFailed"));
});
