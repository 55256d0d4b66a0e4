import assert from "node:assert/strict";
import { test } from "node:test";
import { refreshAgeMs } from "../../src/plan/due.ts";
import { type TurnFacts, type TurnPolicy, turnOf } from "../../src/plan/turn.ts";
import { objectId } from "./sample-plan.ts";

const dayMs = 86_400_000;
const policy: TurnPolicy = { discover: "exchange", nowMs: 1000 * dayMs, refreshAfterMs: 30 * dayMs, full: false };
const only: Partial<TurnPolicy> = { discover: "exchange-only" };
const yes: TurnFacts = { hasPicture: true, hasPhoto: false, deniedAtMs: undefined };
const no: TurnFacts = { ...yes, hasPicture: false };
const silent: TurnFacts = { ...yes, hasPicture: undefined };
const age = refreshAgeMs(objectId(7), policy.refreshAfterMs);
const denied = (ageMs: number) => ({ deniedAtMs: policy.nowMs - ageMs });

const cases: readonly [about: string, facts: TurnFacts, change: Partial<TurnPolicy>, turn: string][] = [
  ["a mailbox with a picture", yes, {}, "first"],
  ["the same where a photo is known", { ...yes, hasPhoto: true }, {}, "first"],
  ["nobody's word", silent, {}, "usual"],
  ["nobody's word under exchange-only", silent, only, "usual"],
  ["«no picture» where a photo is known", { ...no, hasPhoto: true }, {}, "usual"],
  ["the same under exchange-only", { ...no, hasPhoto: true }, only, "usual"],
  ["«no picture» of somebody never asked about", no, {}, "last"],
  ["«no picture» after a denial of today", { ...no, ...denied(0) }, {}, "notNow"],
  ["«no picture» after one that is just young enough", { ...no, ...denied(age - 1) }, {}, "notNow"],
  ["«no picture» after one that is old enough", { ...no, ...denied(age) }, {}, "last"],
  ["«no picture» after one of tomorrow, from a wrong clock", { ...no, ...denied(-dayMs) }, {}, "last"],
  ["«no picture» after a denial of today under --full", { ...no, ...denied(0) }, { full: true }, "last"],
  ["«no picture» under exchange-only", no, only, "notNow"],
  ["«no picture» under exchange-only and --full", no, { ...only, full: true }, "notNow"],
  ["«no picture» under graph", no, { discover: "graph" }, "usual"],
];

for (const [about, facts, change, expected] of cases) {
  test(`${about}: ${expected}`, () => {
    assert.equal(turnOf(objectId(7), facts, { ...policy, ...change }), expected);
  });
}
