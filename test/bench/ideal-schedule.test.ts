import assert from "node:assert/strict";
import { test } from "node:test";
import { idealScheduleMs } from "./ideal-schedule.ts";

const model = { pageMs: 80, peoplePerPage: 999, batchMs: 830, peoplePerBatch: 20, inFlight: 8 };

test("The ideal schedule of one batch is the page that lists its people and the batch", () => {
  assert.equal(idealScheduleMs(20, model), 80 + 830);
  assert.equal(idealScheduleMs(1, model), 80 + 830);
});

test("With one call in flight everything comes one after the other", () => {
  assert.equal(idealScheduleMs(1998, { ...model, inFlight: 1 }), 2 * 80 + 100 * 830);
});

test("Batches fill all places but the one that lists, and wait for the page that lists their people", () => {
  // 49 batches from the first page on; the place that listed twice is the last to begin.
  assert.equal(idealScheduleMs(1100, { ...model, inFlight: 55 }), 2 * 80 + 830);
  assert.equal(idealScheduleMs(8 * 20, model), 80 + 830);
  assert.equal(idealScheduleMs(9 * 20, model), 80 + 2 * 830);
});

test("Many batches come to the places' share of their time", () => {
  const ms = idealScheduleMs(4000, model);
  assert.ok(ms >= (200 * 830 + 5 * 80) / 8);
  assert.ok(ms <= 80 + 26 * 830);
});
