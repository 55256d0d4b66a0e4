import assert from "node:assert/strict";
import { test } from "node:test";
import { openScratch } from "../scratch.ts";
import { boundBytes } from "./measuring.ts";
import { measureSize } from "./passes.ts";

test("20,000 people, a fiftieth of the largest tenants, need less than 300 MB in a first and a second pass", async (t) => {
  await using scratch = await openScratch();
  const passes = await measureSize(20_000, scratch);
  for (const { kind, people, photos, peakBytes, stepsMs } of passes) {
    t.diagnostic(`${kind} pass: ${Math.round(peakBytes / 1e6)} MB, ${JSON.stringify(stepsMs)} ms`);
    assert.equal(people, 20_000);
    assert.ok(photos > 9500 && photos < 10_500, `${photos} photos`);
    assert.ok(peakBytes < boundBytes, `${peakBytes} bytes`);
    assert.ok(
      Object.values(stepsMs).every((ms) => ms >= 0),
      JSON.stringify(stepsMs),
    );
  }
});
