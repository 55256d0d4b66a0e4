import assert from "node:assert/strict";
import { test } from "node:test";
import { closestWord } from "../../src/settings/closest.ts";

const words = ["export", "verify", "--out", "--only"];

test("A word with a slip or two is recognized", () => {
  assert.equal(closestWord("exprot", words), "export");
  assert.equal(closestWord("verfy", words), "verify");
  assert.equal(closestWord("--OUT", words), "--out");
  assert.equal(closestWord("-out", words), "--out");
});

test("A word that is nothing like any is not guessed", () => {
  assert.equal(closestWord("import-all", words), undefined);
  assert.equal(closestWord("-x", words), undefined);
});
