import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readDocument, root, tablesOf } from "./pages.ts";

/** What is no test and holds a sentence all the same. */
const others = ["you", "the release"];

test("Each protection that the threat model speaks of is held by tests that there are, or is somebody's duty", async () => {
  const tables = tablesOf(await readDocument("threat-model.md")).filter(({ header }) => header[1] === "held by");
  assert.equal(tables.length, 6);
  for (const [said = "", holders = ""] of tables.flatMap(({ rows }) => rows)) {
    assert.notEqual(holders, "", said);
    for (const holder of holders.split(/, (?:and )?/)) {
      if (others.includes(holder)) continue;
      assert.match(holder, /^test\/[\w./-]+\.test\.ts$/, said);
      const tests = await readFile(join(root, holder), "utf8").catch(() => "");
      assert.match(tests, /\btest\(|\bit\(/, `${said}: ${holder}`);
    }
  }
});

test("SECURITY.md leads to documents that there are, and names nobody", async () => {
  const text = await readFile(join(root, "SECURITY.md"), "utf8");
  for (const [, path = ""] of text.matchAll(/\]\(([^)#]+)\)/g))
    assert.ok((await stat(join(root, path))).isFile(), path);
  assert.doesNotMatch(text, /@/);
  assert.match(text, /security advisories/);
});
