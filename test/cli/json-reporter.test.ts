import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonReporter } from "../../src/cli/json-reporter.ts";
import type { PassEvent } from "../../src/export/events.ts";
import { handClock } from "./hand-clock.ts";
import { counts, failure, summary } from "./sample-pass.ts";

interface Line {
  readonly level: "info" | "warn";
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

function collect(quiet: boolean) {
  const lines: Line[] = [];
  const clock = handClock();
  const write = (level: Line["level"]) => (facts: object, message: string) => {
    lines.push({ level, facts: { ...facts }, message });
  };
  const listener = jsonReporter({ log: { info: write("info"), warn: write("warn") }, clock, quiet });
  return { lines, clock, tell: (...events: PassEvent[]) => events.forEach(listener) };
}

test("Progress is told every ten seconds at most", () => {
  const { lines, clock, tell } = collect(false);
  for (let second = 1; second <= 35; second += 1) {
    clock.advance(1000);
    tell({ kind: "progress", counts: { ...counts, answered: second } });
  }
  assert.deepEqual(
    lines.map(({ facts }) => facts.answered),
    [10, 20, 30],
  );
});

test("Start, stages, failures, notices and the end are lines with an event name", () => {
  const { lines, tell } = collect(false);
  tell(
    { kind: "started", pass: 12, out: "/photos", tenantId: "contoso.com" },
    { kind: "stage", stage: "publish" },
    { kind: "personFailed", objectId: "1", userPrincipalName: "a@b.c", reason: "throttled", message: "slow down" },
    { kind: "notice", notice: { notice: "deadlineReached", remaining: 3 } },
    { kind: "ended", summary: { ...summary, failures: [failure("a@b.c")], failuresTotal: 1 } },
  );
  assert.deepEqual(
    lines.map(({ level, facts }) => [level, facts.event]),
    [
      ["info", "started"],
      ["info", "stage"],
      ["warn", "personFailed"],
      ["warn", "notice"],
      ["info", "ended"],
    ],
  );
  const end = lines.at(-1);
  assert.match(end?.message ?? "", /^Done: 1,000 rows in \/photos\/manifest\.csv/);
  assert.deepEqual([end?.facts.failuresTotal, end?.facts.failures], [1, undefined]);
});

test("--quiet leaves what needs attention, and the end", () => {
  const { lines, tell } = collect(true);
  tell(
    { kind: "started", pass: 12, out: "/photos", tenantId: "contoso.com" },
    { kind: "notice", notice: { notice: "unlistedKept", people: 1 } },
    { kind: "ended", summary },
  );
  assert.deepEqual(
    lines.map(({ facts }) => facts.event),
    ["notice", "ended"],
  );
});
