import assert from "node:assert/strict";
import { test } from "node:test";
import { idealScheduleMs } from "./ideal-schedule.ts";

const service = { callMs: 80, callJitterMs: 0, itemMs: 150, itemJitterMs: 0 };
const task = { people: 20, peoplePerPage: 999, peoplePerBatch: 20, inFlight: 8 };
const batchMs = 80 + 5 * 150;
const noChance = () => 0.5;

test("The ideal schedule of one batch is the page that lists its people and the batch", () => {
  assert.equal(idealScheduleMs(service, task, noChance), 80 + batchMs);
  assert.equal(idealScheduleMs(service, { ...task, people: 1 }, noChance), 80 + 80 + 150);
});

test("With one call in flight everything comes one after the other", () => {
  const ms = idealScheduleMs(service, { ...task, people: 1980, peoplePerPage: 990, inFlight: 1 }, noChance);
  assert.equal(ms, 2 * 80 + 99 * batchMs);
});

test("Batches fill all places but the one that lists, and wait for the page that lists their people", () => {
  const paged = { ...task, peoplePerPage: 980 };
  // 49 batches from the first page on; the place that listed twice is the last to begin.
  assert.equal(idealScheduleMs(service, { ...paged, people: 1100, inFlight: 55 }, noChance), 2 * 80 + batchMs);
  assert.equal(idealScheduleMs(service, { ...paged, people: 8 * 20 }, noChance), 80 + batchMs);
  assert.equal(idealScheduleMs(service, { ...paged, people: 9 * 20 }, noChance), 80 + 2 * batchMs);
});

test("Many batches come to the places' share of their time", () => {
  const ms = idealScheduleMs(service, { ...task, people: 4000 }, noChance);
  assert.ok(ms >= (200 * batchMs + 5 * 80) / 8);
  assert.ok(ms <= 80 + 26 * batchMs);
});

test("A bucket lets its content through at once and then what it refills", () => {
  const throttle = { capacity: 100, refillPerSecond: 10 };
  const ms = idealScheduleMs({ ...service, throttle }, { ...task, people: 300 }, noChance);
  // It is full until the page is there: the 200 that it lacks then come in within 20 seconds.
  assert.equal(ms, 80 + 20_000 + batchMs);
});

test("Whoever is refused is asked again when that is allowed", () => {
  const refused = { share: 1, retryAfterSeconds: 3 };
  const ms = idealScheduleMs({ ...service, refused }, task, noChance);
  assert.equal(ms, 80 + batchMs + 3000 + batchMs);
});

test("Items whose times differ fill four lanes, the next always the one that is free first", () => {
  const times = [1, 0, 0, 0, 0];
  let drawn = 0;
  const ms = idealScheduleMs({ ...service, callMs: 0, itemJitterMs: 100 }, { ...task, people: 5 }, () => {
    drawn += 1;
    // The page and the batch draw for their calls first.
    return times[drawn - 3] ?? 0;
  });
  assert.equal(ms, 150 + 150);
});
