import assert from "node:assert/strict";
import { test } from "node:test";
import { passStops } from "../../src/export/stops.ts";
import type { Clock } from "../../src/platform/clock.ts";

/** A clock whose sleepers wake when a test says so. */
function sleepers(): Clock & { wake(ms: number): Promise<void> } {
  const asleep: { readonly ms: number; readonly wake: () => void }[] = [];
  return {
    now: () => 0,
    monotonic: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        asleep.push({ ms, wake: resolve });
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
    wake: async (ms) => {
      for (const sleeper of asleep.filter((one) => one.ms === ms)) sleeper.wake();
      await Promise.resolve();
    },
  };
}

test("Ctrl-C asks nothing new at once, and gives up what is in flight after 10 seconds", async () => {
  const clock = sleepers();
  const interrupted = new AbortController();
  const { soft, hard, deadlineReached } = passStops(interrupted.signal, undefined, clock);
  assert.equal(soft.aborted, false);
  interrupted.abort(new Error("interrupted"));
  assert.deepEqual([soft.aborted, hard.aborted], [true, false]);
  await clock.wake(10_000);
  assert.equal(hard.aborted, true);
  assert.equal(deadlineReached(), false);
});

test("A deadline does the same when it comes", async () => {
  const clock = sleepers();
  const { soft, hard, deadlineReached } = passStops(new AbortController().signal, 3_600_000, clock);
  assert.deepEqual([soft.aborted, deadlineReached()], [false, false]);
  await clock.wake(3_600_000);
  assert.deepEqual([soft.aborted, hard.aborted, deadlineReached()], [true, false, true]);
  await clock.wake(10_000);
  assert.equal(hard.aborted, true);
});

test("A failure that concerns everybody ends everything at once; what the end itself cuts off is no failure", () => {
  const { soft, hard, fail, failure } = passStops(new AbortController().signal, undefined, sleepers());
  assert.equal(failure(), undefined);
  const error = new Error("no permission");
  fail(error);
  assert.deepEqual([soft.aborted, hard.aborted], [true, true]);
  fail(hard.reason);
  fail(new Error("a later one"));
  assert.equal(failure()?.error, error);
});
