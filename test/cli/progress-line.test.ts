import assert from "node:assert/strict";
import { test } from "node:test";
import { progressLine } from "../../src/cli/progress-line.ts";
import { createRate } from "../../src/cli/rate.ts";
import { handClock } from "./hand-clock.ts";
import { counts } from "./sample-pass.ts";

test("A wide terminal shows a bar, people, photos, rate, throttled time and time left", () => {
  const line = progressLine(
    { stage: "photos", counts: { ...counts, heldMs: 12_000, failed: 2 }, ratePerSecond: 10 },
    160,
  );
  assert.equal(
    line,
    "[==============                ] 45% 900 of 2,000 people · asking for photos · 450 photos · 2 failed · 1 min 50 s left · 10/s · throttled 12 s",
  );
});

test("The line fits any width", () => {
  for (let columns = 10; columns < 200; columns += 1) {
    const line = progressLine({ stage: "confirm", counts: { ...counts, heldMs: 5000 }, ratePerSecond: 3.3 }, columns);
    assert.ok(line.length < columns, `${line.length} characters for ${columns} columns`);
  }
});

test("While nobody knows how many people there are it counts them", () => {
  const listing = { ...counts, total: undefined, listingEnded: false };
  assert.equal(
    progressLine({ stage: "list", counts: listing, ratePerSecond: 0 }, 100),
    "listing people · 2,000 people so far · 450 photos",
  );
});

test("The end of the listing is the truth even where Graph had counted more", () => {
  const line = progressLine(
    { stage: "photos", counts: { ...counts, total: 5000, answered: 2000 }, ratePerSecond: 1 },
    100,
  );
  assert.match(line, /100% 2,000 of 2,000 people/);
  assert.doesNotMatch(line, /left/);
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
