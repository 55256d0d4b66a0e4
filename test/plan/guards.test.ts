import assert from "node:assert/strict";
import { test } from "node:test";
import { allowedRemovals, guardFinding, type MaxDelete, type PublishFigures } from "../../src/plan/guards.ts";

const standard: MaxDelete = { kind: "default" };
const count = (number: number): MaxDelete => ({ kind: "count", count: number });
const percent = (number: number): MaxDelete => ({ kind: "percent", percent: number });

const allowances: readonly [maxDelete: MaxDelete, rows: number, allowed: number][] = [
  [standard, 0, 20],
  [standard, 199, 20],
  [standard, 209, 20],
  [standard, 210, 21],
  [standard, 100_000, 10_000],
  [count(0), 1000, 0],
  [count(7), 5, 7],
  [percent(0), 1000, 0],
  [percent(5), 39, 1],
  [percent(100), 39, 39],
];
for (const [maxDelete, rows, allowed] of allowances) {
  test(`Of ${rows} rows ${JSON.stringify(maxDelete)} lets ${allowed} go`, () => {
    assert.equal(allowedRemovals(maxDelete, rows), allowed);
  });
}

const figures: PublishFigures = {
  publishedRows: 100,
  nextRows: 100,
  removals: 0,
  publishedFilled: { mail: 100, employeeId: 11, department: 10 },
  nextFilled: { mail: 100, employeeId: 11, department: 10 },
  blankOnPurpose: new Set(),
};
const cases: readonly [
  about: string,
  change: Partial<PublishFigures>,
  maxDelete: MaxDelete,
  guard: string | undefined,
][] = [
  ["nothing goes", {}, standard, undefined],
  ["as many go as may", { removals: 20, nextRows: 80 }, standard, undefined],
  ["one more goes", { removals: 21, nextRows: 79 }, standard, "maxDelete"],
  ["one goes where none may", { removals: 1, nextRows: 99 }, count(0), "maxDelete"],
  ["photos go and rows stay", { removals: 21 }, standard, "maxDelete"],
  ["as many come as go", { removals: 21, nextRows: 120 }, standard, "maxDelete"],
  [
    "few have photos and all lose them",
    { removals: 3, publishedFilled: { file: 3 }, nextFilled: {} },
    percent(100),
    "nothingLeft",
  ],
  ["all go and all may", { removals: 100, nextRows: 0, nextFilled: {} }, percent(100), "nothingLeft"],
  ["nothing was there and nothing comes", { publishedRows: 0, nextRows: 0, publishedFilled: {} }, count(0), undefined],
  ["everything is new", { publishedRows: 0, publishedFilled: {} }, count(0), undefined],
  ["a well filled column empties", { nextFilled: { mail: 100, department: 10 } }, percent(100), "columnEmptied"],
  ["a column of a tenth empties", { nextFilled: { mail: 100, employeeId: 11 } }, standard, undefined],
  ["a column nearly empties", { nextFilled: { mail: 1, employeeId: 11, department: 10 } }, standard, undefined],
  [
    "a column is emptied on purpose",
    { nextFilled: { mail: 100 }, blankOnPurpose: new Set(["employeeId"]) },
    standard,
    undefined,
  ],
];
for (const [about, change, maxDelete, guard] of cases) {
  test(`When ${about}: ${guard ?? "it is published"}`, () => {
    assert.equal(guardFinding({ ...figures, ...change }, maxDelete)?.guard, guard);
  });
}

test("A finding says how much, so that it can be worded and accepted", () => {
  const finding = guardFinding({ ...figures, removals: 30, nextRows: 70 }, percent(10));
  assert.deepEqual(finding, { guard: "maxDelete", removals: 30, allowed: 10, rows: 100 });
});
