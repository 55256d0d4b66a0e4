import assert from "node:assert/strict";
import { test } from "node:test";
import { type Observation, observe, type Pace, startPace } from "../../src/graph/pacer.ts";

const good: Observation = {
  kind: "value batch of 20",
  call: 1,
  latestCall: 1,
  latencyMs: 800,
  result: "good",
  atLevel: true,
  limitShare: undefined,
};

/** One round trip: as many answers as may be in flight, all sent before the first came back. */
function round(pace: Pace, firstCall: number, seen: Partial<Observation> = {}): Pace {
  const latestCall = firstCall + pace.level - 1;
  let next = pace;
  for (let call = firstCall; call <= latestCall; call += 1)
    next = observe(next, { ...good, call, latestCall, ...seen });
  return next;
}

test("it starts with 8 calls in flight, or with the ceiling where that is lower", () => {
  assert.equal(startPace(32).level, 8);
  assert.equal(startPace(2).level, 2);
  assert.equal(startPace(500).ceiling, 64);
});

test("it doubles a round trip up to the ceiling while answers are good", () => {
  const levels = [8];
  let pace = startPace(32);
  for (let firstCall = 1; levels.length < 5; firstCall += 100) {
    pace = round(pace, firstCall);
    levels.push(pace.level);
  }
  assert.deepEqual(levels, [8, 16, 32, 32, 32]);
});

test("it begins with what an earlier pass ended with, and gives way at once where that is too much now", () => {
  const pace = startPace(64, 50);
  assert.equal(pace.level, 50);
  assert.equal(round(pace, 1).level, 62);
  assert.equal(round(pace, 1, { result: "throttled" }).level, 25);
  assert.equal(startPace(64, 5).level, 8);
  assert.equal(startPace(8, 50).level, 8);
});

test("above 32 it grows by a quarter a round, and by one after the first throttling", () => {
  const levels = [32];
  let pace = startPace(64, 32);
  for (let turn = 1; levels.length < 5; turn += 1) {
    pace = round(pace, turn * 100);
    levels.push(pace.level);
  }
  assert.deepEqual(levels, [32, 40, 50, 62, 64]);
  pace = round(startPace(64, 64), 1, { result: "throttled" });
  assert.equal(round(pace, 100).level, 33);
});

test("it does not grow while nothing is held back by the level", () => {
  assert.equal(round(startPace(32), 1, { atLevel: false }).level, 8);
});

test("it does not grow while answers take more than twice as long as usual", () => {
  const usual = round(startPace(32), 1, { atLevel: false });
  assert.equal(round(usual, 5, { latencyMs: 2000 }).level, 8);
  assert.equal(round(usual, 9, { latencyMs: 1500 }).level, 16);
});

test("calls of one kind are not compared with those of another", () => {
  const usual = round(startPace(32), 1, { kind: "value alone", latencyMs: 10, atLevel: false });
  assert.equal(round(usual, 9).level, 16);
});

test("a 429 halves it once for all calls that were under way", () => {
  const fast = round(startPace(32), 1);
  assert.equal(fast.level, 16);
  const once = round(fast, 100, { result: "throttled" });
  assert.equal(once.level, 8);
  assert.equal(observe(once, { ...good, call: 116, latestCall: 120, result: "throttled" }).level, 4);
});

test("after the first 429 it grows by one a round", () => {
  let pace = observe(round(startPace(32), 1), { ...good, call: 10, latestCall: 12, result: "throttled" });
  assert.equal(pace.level, 8);
  pace = round(pace, 20);
  assert.equal(pace.level, 9);
  pace = round(pace, 30);
  assert.equal(pace.level, 10);
});

test("never fewer than one", () => {
  let pace = startPace(1);
  for (let call = 1; call < 5; call += 1)
    pace = observe(pace, { ...good, call, latestCall: call, result: "throttled" });
  assert.equal(pace.level, 1);
});

test("above 80 % of the throttling limit it gives way by a quarter before a 429 comes, once for all under way", () => {
  const fast = round(startPace(32), 1);
  assert.equal(round(fast, 10, { limitShare: 0.9 }).level, 12);
  assert.equal(round(fast, 10, { limitShare: 0.8 }).level, 32);
});

test("under a service that throttles above some level it settles around that level", () => {
  const bearable = 10;
  let pace = startPace(32);
  let highest = 0;
  for (let turn = 1; turn <= 100; turn += 1) {
    pace = round(pace, turn * 100, { result: pace.level > bearable ? "throttled" : "good" });
    if (turn > 20) highest = Math.max(highest, pace.level);
  }
  assert.ok(pace.level >= bearable / 2 && highest <= bearable + 1, `level ${pace.level}, highest ${highest}`);
});
