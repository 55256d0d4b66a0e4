import assert from "node:assert/strict";
import { test } from "node:test";
import { comparableEtag, type DuePolicy, dueFor, type KnownPhoto, refreshAgeMs } from "../../src/plan/due.ts";
import { objectId } from "./sample-plan.ts";

const dayMs = 86_400_000;
const policy: DuePolicy = {
  nowMs: 1000 * dayMs,
  refreshAfterMs: 30 * dayMs,
  full: false,
  size: "largest",
  transcode: true,
  etagTrait: "same",
};
const known: KnownPhoto = {
  metadataEtag: "A",
  valueEtag: "A",
  fetchedAtMs: policy.nowMs - dayMs,
  size: "largest",
  transcoded: false,
};
const byValue = { ...known, metadataEtag: undefined };

const cases: readonly [about: string, photo: KnownPhoto | undefined, change: Partial<DuePolicy>, due: string][] = [
  ["a known photo", known, {}, "probe"],
  ["one that was made a JPEG", { ...known, transcoded: true }, {}, "probe"],
  ["one that was made a JPEG and should not be", { ...known, transcoded: true }, { transcode: false }, "fetch anyway"],
  ["an unknown one", undefined, {}, "fetch anyway"],
  ["an unknown one where the etags differ", undefined, { etagTrait: "differs" }, "probe anyway"],
  ["one known by the ETag of its bytes", byValue, {}, "probe"],
  ["the same before anything was compared", byValue, { etagTrait: "unknown" }, "probe"],
  ["the same where the etags differ", byValue, { etagTrait: "differs" }, "probe anyway"],
  ["one without any etag", { ...byValue, valueEtag: undefined }, {}, "fetch anyway"],
  ["one of another size", { ...known, size: "240x240" }, {}, "fetch anyway"],
  ["a known one under --full", known, { full: true }, "fetch anyway"],
  ["a known one under --full where the etags differ", known, { full: true, etagTrait: "differs" }, "probe anyway"],
  ["one just below half the age", { ...known, fetchedAtMs: policy.nowMs - 15 * dayMs + 1 }, {}, "probe"],
  ["one of a clock that was wrong", { ...known, fetchedAtMs: policy.nowMs + 400 * dayMs }, {}, "fetch anyway"],
  ["one of the whole age", { ...known, fetchedAtMs: policy.nowMs - 30 * dayMs }, {}, "fetch anyway"],
];

for (const [about, photo, change, expected] of cases) {
  test(`${about}: ${expected}`, () => {
    const { todo, fetchAnyway } = dueFor(objectId(7), photo, { ...policy, ...change });
    assert.equal(`${todo}${fetchAnyway ? " anyway" : ""}`, expected);
  });
}

test("The etag of the bytes stands in for the metadata's unless the two are known to differ", () => {
  assert.equal(comparableEtag(undefined, "same"), undefined);
  assert.equal(comparableEtag({ ...known, metadataEtag: "M", valueEtag: "V" }, "differs"), "M");
  for (const trait of ["same", "unknown"] as const) assert.equal(comparableEtag(byValue, trait), "A");
  assert.equal(comparableEtag(byValue, "differs"), undefined);
});

test("Photos come due spread over the second half of the age, each person always at the same one", () => {
  const ages = Array.from({ length: 2000 }, (_, index) => refreshAgeMs(objectId(index), 30 * dayMs));
  assert.ok(ages.every((age) => age >= 15 * dayMs && age < 30 * dayMs));
  assert.deepEqual(
    ages,
    Array.from({ length: 2000 }, (_, index) => refreshAgeMs(objectId(index), 30 * dayMs)),
  );
  const perNight = new Map<number, number>();
  for (const age of ages) perNight.set(Math.floor(age / dayMs), (perNight.get(Math.floor(age / dayMs)) ?? 0) + 1);
  // 15 nights with 133 people each, if it were even.
  assert.equal(perNight.size, 15);
  for (const people of perNight.values()) assert.ok(people < 266, `${people} in one night`);
});
