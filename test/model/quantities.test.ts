import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesWords, counted, spanWords } from "../../src/model/quantities.ts";

test("Times are told in their two largest units", () => {
  const spans: readonly [number, string][] = [
    [0, "0.0 s"],
    [400, "0.4 s"],
    [1000, "1 s"],
    [59_600, "1 min"],
    [72_000, "1 min 12 s"],
    [3_600_000, "1 h"],
    [12_000_000, "3 h 20 min"],
    [187_200_000, "2 d 4 h"],
  ];
  for (const [ms, words] of spans) assert.equal(spanWords(ms), words);
});

test("Sizes are told in the unit that fits", () => {
  const sizes: readonly [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [64_400, "64 kB"],
    [999_600, "1.0 MB"],
    [3_400_000_000, "3.4 GB"],
  ];
  for (const [bytes, words] of sizes) assert.equal(bytesWords(bytes), words);
});

test("Counts have their thousands apart, and one is singular", () => {
  assert.deepEqual(
    [0, 1, 1_000_000].map((count) => counted(count, "photo", "photos")),
    ["0 photos", "1 photo", "1,000,000 photos"],
  );
});
