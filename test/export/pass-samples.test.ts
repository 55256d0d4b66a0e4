import assert from "node:assert/strict";
import { test } from "node:test";
import { PassSamples } from "../../src/export/pass-samples.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { counts } from "../cli/sample-pass.ts";

/** A pass of so many events, evenly spaced; one person is answered with each. */
function sampled(events: number, stepMs: number) {
  let nowMs = 5000;
  const clock: Clock = { now: () => 0, monotonic: () => nowMs, sleep: async () => {} };
  const samples = new PassSamples(clock);
  for (let answered = 1; answered <= events; answered += 1) {
    nowMs += stepMs;
    samples.listener({ kind: "progress", counts: { ...counts, answered } });
  }
  return samples.all();
}

test("However long a pass takes, last-run.json has at most 240 samples of it, from its start to its end", () => {
  for (const events of [1, 3, 239, 240, 241, 1000, 5000, 100_000]) {
    const samples = sampled(events, 300);
    assert.ok(samples.length <= 240, `${events} events: ${samples.length} samples`);
    assert.ok(samples.length >= Math.min(events, 60), `${events} events: ${samples.length} samples`);
    assert.deepEqual([samples[0]?.elapsedMs, samples[0]?.answered], [0, 0]);
    assert.deepEqual([samples.at(-1)?.elapsedMs, samples.at(-1)?.answered], [events * 300, events]);
    const times = samples.map(({ elapsedMs }) => elapsedMs);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.ok(
      Math.max(...gaps) <= 2 * Math.min(...gaps),
      `${events} events: gaps ${Math.min(...gaps)} to ${Math.max(...gaps)}`,
    );
  }
});

test("A pass in which nothing happened has its start alone", () => {
  assert.equal(sampled(0, 300).length, 1);
});
