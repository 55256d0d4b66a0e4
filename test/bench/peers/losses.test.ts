import assert from "node:assert/strict";
import { test } from "node:test";
import { lossesOf, lostNothing } from "./losses.ts";

const truth = new Map([
  ["ann", "1"],
  ["bob", "2"],
]);

test("Whoever has a file with the hash of their photo has lost nothing", () => {
  const losses = lossesOf(truth, new Map(truth));
  assert.deepEqual(losses, { missing: 0, wrong: 0, extra: 0 });
  assert.ok(lostNothing(losses));
});

test("A photo without a file, with the one before or of nobody is told apart", () => {
  const written = new Map([
    ["bob", "the one before"],
    ["carol", "3"],
  ]);
  const losses = lossesOf(truth, written);
  assert.deepEqual(losses, { missing: 1, wrong: 1, extra: 1 });
  assert.ok(!lostNothing(losses));
});

test("A file of somebody without photo is no loss", () => {
  assert.ok(lostNothing(lossesOf(new Map(), new Map([["carol", "3"]]))));
});
