import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyTally, failsForEveryone, tallied } from "../../src/plan/everyone-fails.ts";
import type { FailureReason } from "../../src/tenant/outcome.ts";

type Answers = readonly [times: number, failure: FailureReason | undefined][];

const cases: readonly [about: string, answers: Answers, ended: boolean, verdict: string | undefined][] = [
  ["no answer at all", [], true, undefined],
  ["the first 19 forbidden", [[19, "forbidden"]], false, undefined],
  ["the first 20 forbidden", [[20, "forbidden"]], false, "forbidden"],
  ["the only 3 forbidden", [[3, "forbidden"]], true, "forbidden"],
  [
    "one answered, then 199 forbidden",
    [
      [1, undefined],
      [199, "forbidden"],
    ],
    true,
    undefined,
  ],
  [
    "one answered, then 200 forbidden",
    [
      [1, undefined],
      [200, "forbidden"],
    ],
    false,
    "forbidden",
  ],
  ["the first 59 unreachable", [[59, "unreachable"]], false, undefined],
  [
    "the first 60 failed in the ways of an outage",
    [
      [20, "timeout"],
      [20, "unreachable"],
      [20, "serviceError"],
    ],
    false,
    "outage",
  ],
  [
    "forbidden and an outage by turns",
    [
      [30, "serviceError"],
      [30, "forbidden"],
      [30, "serviceError"],
    ],
    true,
    undefined,
  ],
  ["everybody throttled", [[300, "throttled"]], true, undefined],
  ["unreadable answers", [[300, "invalidAnswer"]], true, undefined],
  [
    "half forbidden",
    Array.from({ length: 300 }, (_, index) => [1, index % 2 === 0 ? "forbidden" : undefined] as const).map(
      ([times, failure]): [number, FailureReason | undefined] => [times, failure],
    ),
    true,
    undefined,
  ],
];

for (const [about, answers, ended, verdict] of cases) {
  test(`${about}${ended ? ", at the end" : ""}: ${verdict ?? "some people's matter"}`, () => {
    let tally = emptyTally;
    for (const [times, failure] of answers) for (let time = 0; time < times; time += 1) tally = tallied(tally, failure);
    assert.equal(failsForEveryone(tally, ended), verdict);
  });
}
