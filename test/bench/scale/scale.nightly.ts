import assert from "node:assert/strict";
import { test } from "node:test";
import { tableOf } from "../result.ts";
import { openScratch } from "../scratch.ts";
import { benchScale } from "./measuring.ts";

test("A million people with 500,000 photos need less than 300 MB, and no step takes longer for each of them than for each of a tenth", async (t) => {
  await using scratch = await openScratch();
  const result = await benchScale(scratch, { isQuick: false });
  for (const line of tableOf([result]).split("\n")) t.diagnostic(line);
  const missed = result.figures.filter(({ holds }) => holds === false);
  assert.deepEqual(missed, []);
});
