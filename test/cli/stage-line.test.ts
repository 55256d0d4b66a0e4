import assert from "node:assert/strict";
import { test } from "node:test";
import { createRate } from "../../src/cli/rate.ts";
import { stageLine } from "../../src/cli/stage-line.ts";
import { handClock } from "./hand-clock.ts";

const asked = { name: "Asked", unit: "people", done: 900, total: 2000, perSecond: 10, isOver: false };
const fetched = {
  name: "Fetched",
  unit: "photos",
  done: 450,
  total: undefined,
  perSecond: 5,
  bytes: { done: 36_000_000, perSecond: 400_000 },
  isOver: false,
};

test("A line shows count of total, bar, percent, rate, and time left or bytes, below those of the other stages", () => {
  const listed = { ...asked, name: "Listed", done: 2000, total: undefined, isOver: true };
  assert.deepEqual(
    [listed, asked, fetched].map((figures) => stageLine(figures, 80)),
    [
      "Listed       2,000 people                                   done",
      "Asked          900 of 2,000     [====      ]  45%     10/s  1 min 50 s left",
      "Fetched        450 photos                            5.0/s  36.0 MB, 400 kB/s",
    ],
  );
});

test("What Graph has asked to wait is part of the time left", () => {
  assert.match(stageLine({ ...asked, heldMs: 12_000 }, 80), / {2}2 min 2 s left$/);
});

test("A narrow terminal has no bar, and a wide one no longer lines, which would wrap when it narrows", () => {
  assert.equal(stageLine(asked, 79), "Asked          900 of 2,000      45%     10/s  1 min 50 s left");
  assert.equal(stageLine(asked, 200), stageLine(asked, 80));
});

test("What does not fit is left out from the end", () => {
  const million = { ...asked, done: 999_999, total: 1_000_000, perSecond: 1234, bytes: { done: 1e9, perSecond: 1e8 } };
  for (let columns = 20; columns < 200; columns += 1) {
    const line = stageLine(million, columns);
    assert.ok(line.length < columns, `${line.length} characters for ${columns} columns`);
    assert.match(line, /^Asked {5} {0,3}999,999( of 1,000,000|$)/);
  }
  assert.equal(stageLine(million, 80).length, 78);
});

test("More than there was to be is all of it, and an end that is not known has no share", () => {
  assert.match(stageLine({ ...asked, done: 2100 }, 80), / of 2,000 {5}\[={10}\] 100% +10\/s$/);
  assert.equal(stageLine({ ...asked, total: undefined, perSecond: 0 }, 80), "Asked          900 people");
});

test("The rate is that of the last half minute", () => {
  const clock = handClock();
  const rate = createRate(clock);
  rate.add(0);
  assert.equal(rate.perSecond(), 0);
  for (const count of [1000, 1000, 1000, 1000, 1100]) {
    clock.advance(10_000);
    rate.add(count);
  }
  assert.equal(rate.perSecond(), 100 / 30);
});
