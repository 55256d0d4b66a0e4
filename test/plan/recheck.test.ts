import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isRecheckDue, type RecheckFacts, type RecheckPolicy } from "../../src/plan/recheck.ts";
import { objectId } from "./sample-plan.ts";

const dayMs = 86_400_000;
const policy: RecheckPolicy = { nowMs: 1000.5 * dayMs, withinMs: 7 * dayMs, sinceLastPassMs: dayMs };
const settled = (ageMs: number): RecheckFacts => ({ settledAtMs: policy.nowMs - ageMs, isHinted: false });

const cases: readonly [about: string, facts: RecheckFacts, change: Partial<RecheckPolicy>, isDue: boolean][] = [
  ["somebody asked a minute ago", settled(60_000), {}, false],
  ["the same without --recheck-within", settled(60_000), { withinMs: undefined }, true],
  ["somebody without an answer that settles anything", { settledAtMs: undefined, isHinted: false }, {}, true],
  ["somebody of whom there is news", { ...settled(60_000), isHinted: true }, {}, true],
  ["an answer of tomorrow, from a wrong clock", settled(-dayMs), {}, true],
  ["an answer of a week ago", settled(7 * dayMs), {}, true],
  ["one that would be too old in the next pass", settled(60_000), { sinceLastPassMs: 30 * dayMs }, true],
];

for (const [about, facts, change, isDue] of cases) {
  test(`${about}: ${isDue ? "asked" : "not asked"}`, () => {
    assert.equal(isRecheckDue(objectId(7), facts, { ...policy, ...change }), isDue);
  });
}

/** Passes at these times; how many people each asked, and the longest time that somebody went unasked. */
function passesOf(people: number, withinMs: number, startsMs: readonly number[]) {
  const settledAt = new Map<number, number>();
  let longestMs = 0;
  const asked = startsMs.map((nowMs, index) => {
    const sinceLastPassMs = nowMs - (startsMs[index - 1] ?? nowMs);
    let count = 0;
    for (let person = 0; person < people; person++) {
      const settledAtMs = settledAt.get(person);
      const facts = { settledAtMs, isHinted: false };
      if (!isRecheckDue(objectId(person), facts, { nowMs, withinMs, sinceLastPassMs })) continue;
      count += 1;
      longestMs = Math.max(longestMs, nowMs - (settledAtMs ?? nowMs));
      settledAt.set(person, nowMs + 60_000);
    }
    return count;
  });
  return { asked, longestMs };
}

test("Nightly passes ask a seventh each, and everybody within the seven days", () => {
  const starts = Array.from({ length: 60 }, (_, night) => (1000 + night) * dayMs + (night % 3) * 600_000);
  const { asked, longestMs } = passesOf(4900, 7 * dayMs, starts);
  assert.equal(asked[0], 4900);
  for (const people of asked.slice(1)) assert.ok(people > 560 && people < 840, `${people} in one night`);
  assert.ok(longestMs <= 7 * dayMs + 1_200_000, `${longestMs / dayMs} days`);
});

test("However passes are spaced, nobody waits longer than the time, but for a pass that comes late", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 200 }), (withinDays, everyHours) => {
      const everyMs = everyHours * 3_600_000;
      const starts = Array.from({ length: 40 }, (_, index) => 1000 * dayMs + index * everyMs);
      const { longestMs } = passesOf(50, withinDays * dayMs, starts);
      assert.ok(longestMs <= Math.max(everyMs, withinDays * dayMs + everyMs / 8), `${longestMs / dayMs} days`);
    }),
    { numRuns: 200 },
  );
});
