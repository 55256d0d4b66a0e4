import assert from "node:assert/strict";
import { test } from "node:test";
import { createTurns } from "../../src/directory/turns.ts";

test("changes come no faster than asked, and idle time is not made up for", async () => {
  let elapsedMs = 0;
  const slept: number[] = [];
  const clock = { now: () => 0, monotonic: () => elapsedMs, sleep: async (ms: number) => void slept.push(ms) };
  const turns = createTurns(50, clock, new AbortController().signal);
  await Promise.all([turns.next(), turns.next(), turns.next()]);
  assert.deepEqual(slept, [20, 40]);
  elapsedMs = 1_000;
  await turns.next();
  await turns.next();
  assert.deepEqual(slept, [20, 40, 20]);
});
