import assert from "node:assert/strict";
import { test } from "node:test";
import { collectBody } from "../../src/platform/http-body.ts";

for (const [expectation, expectedBytes] of [
  ["as long as it was said to be", 12],
  ["whose length nobody said", undefined],
  ["shorter than it was said to be", 20],
  ["longer than it was said to be", 7],
  ["longer than it was said to be, from the first chunk on", 3],
] as const) {
  test(`A body ${expectation} comes out whole`, () => {
    const body = collectBody(expectedBytes);
    for (const chunk of ["abcd", "efg", "hijkl"]) body.add(Buffer.from(chunk));
    assert.equal(body.byteLength(), 12);
    assert.equal(Buffer.from(body.whole()).toString(), "abcdefghijkl");
  });
}
