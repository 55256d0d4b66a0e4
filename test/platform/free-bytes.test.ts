import assert from "node:assert/strict";
import { test } from "node:test";
import { freeBytes } from "../../src/platform/free-bytes.ts";

test("Bytes that have their memory to themselves are gone once they are freed, and may be freed again", () => {
  const bytes = Buffer.allocUnsafeSlow(100_000);
  freeBytes(bytes);
  freeBytes(bytes);
  assert.equal(bytes.byteLength, 0);
  assert.equal(bytes.buffer.byteLength, 0);
});

test("Freeing bytes in memory that others use leaves both as they were", () => {
  const text = Buffer.from("in the pool that Node's small buffers share");
  const beside = Buffer.from("its neighbour");
  freeBytes(text);
  assert.equal(text.toString(), "in the pool that Node's small buffers share");
  assert.equal(beside.toString(), "its neighbour");
});
