import assert from "node:assert/strict";
import { test } from "node:test";
import { fuzz, wordsOf } from "./fuzz.ts";

const pictures = 2000;

test("Of 2,000 damaged pictures each has sound renditions or a reason, in time and in little memory", async (t) => {
  const end = await fuzz(pictures);
  t.diagnostic(wordsOf(end));
  // Damage that no decoder sees must be among it, and damage that all see.
  assert.ok(end.made > pictures / 20 && end.made < pictures / 1.2);
});
