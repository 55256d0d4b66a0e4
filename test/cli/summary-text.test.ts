import assert from "node:assert/strict";
import { test } from "node:test";
import { summaryText } from "../../src/cli/summary-text.ts";
import type { PassSummary } from "../../src/export/summary.ts";
import { failure, summary } from "./sample-pass.ts";

function told(of: PassSummary, out: string): readonly string[] {
  return summaryText(of, out).map(({ text }) => text);
}

test("A pass without trouble says whom it asked, what it fetched, and last where the result is", () => {
  assert.deepEqual(told(summary, "/photos"), [
    "2,000 people listed: 1,000 with a photo, 1,000 without.",
    "Downloaded 15 photos (1.2 MB) in 1 min 12 s; 985 unchanged.",
    "Done: 1,000 rows in /photos/manifest.csv. 12 added, 3 modified, 1 deleted, up to sequence 1234.",
  ]);
});

test("Ones are singular, and nothing changed is said so", () => {
  const lines = told(
    {
      ...summary,
      people: { ...summary.people, listed: 1, withPhoto: 1, withoutPhoto: 0 },
      photos: { ...summary.photos, downloaded: 1, downloadedBytes: 900, unchanged: 0 },
      manifest: { rows: 1, sha256: "00", sequence: 3, changes: { add: 0, modify: 0, delete: 0 } },
    },
    "/photos",
  );
  assert.deepEqual(lines, [
    "1 person listed: 1 with a photo, 0 without.",
    "Downloaded 1 photo (900 B) in 1 min 12 s; 0 unchanged.",
    "Done: 1 row in /photos/manifest.csv. Nothing changed.",
  ]);
});

test("People who failed are named, three of them, with where the rest are", () => {
  const failures = ["a@b.c", "d@e.f", "g@h.i", "j@k.l"].map(failure);
  const result = "publishedWithFailures" as const;
  const people = { ...summary.people, failed: 4, left: 1 };
  const lines = told({ ...summary, result, people, failures, failuresTotal: 4 }, "/photos");
  assert.match(lines[0] ?? "", /4 failed, 1 left\.$/);
  assert.equal(
    lines[2],
    "4 people failed and keep what was published before: a@b.c (throttled), d@e.f (throttled), g@h.i (throttled), and 1 more. See /photos/last-run.json; the next pass asks again.",
  );
  assert.match(lines.at(-1) ?? "", /^Done, but not for everybody: 1,000 rows/);
});

test("Throttling, a deadline and an unfinished listing are mentioned", () => {
  const traffic = {
    calls: 100,
    metadataBatches: 50,
    valueBatches: 5,
    plainGets: 0,
    items: 1000,
    retries: 7,
    throttledAnswers: 1,
    heldMs: 30_000,
    tokenRefreshes: 0,
    bytesReceived: 1,
    concurrency: 4,
    highestConcurrency: 8,
    listingRestarts: 0,
  };
  const people = { ...summary.people, notAsked: 300, unlistedKept: 1 };
  const result = "publishedWithFailures" as const;
  const cut = { ...summary, result, traffic, people, deadlineReached: true, listingEnded: false };
  const text = told(cut, "/photos").join("\n");
  assert.match(text, /Graph asked to wait for 30 s in all \(1 throttled answer\)\./);
  assert.match(text, /The deadline came first: 300 people were not asked/);
  assert.match(text, /1 person missing from the listing but still there: kept\./);
  assert.match(text, /did not reach its end, so nobody was removed/);
});

test("A dry run tells what would be, a stopped pass that nothing was published", () => {
  const last = (result: "dryRun" | "stoppedByGuard" | "failed" | "interrupted") =>
    told({ ...summary, result, manifest: undefined }, "/photos").at(-1);
  assert.equal(last("dryRun"), "Dry run: 12 would be added, 3 modified, 1 deleted. Nothing was written to /photos.");
  assert.match(last("stoppedByGuard") ?? "", /Stopped by a guard: nothing was published/);
  assert.match(last("failed") ?? "", /nothing was published; \/photos stays/);
  assert.match(last("interrupted") ?? "", /the next pass goes on/);
});

test("By-name folders have a line each, with what needs attention behind it", () => {
  const none = { withoutValue: 0, collisions: [], collisionsTotal: 0, notPlaced: [], notPlacedTotal: 0 };
  const links = [
    { folder: "by-mail", links: 1000, placed: 3, removed: 1, ...none },
    {
      folder: "by-employeeId",
      links: 1,
      placed: 0,
      removed: 0,
      ...none,
      withoutValue: 20,
      collisionsTotal: 2,
      notPlacedTotal: 1,
    },
  ];
  const lines = summaryText({ ...summary, links }, "/photos").map(({ text }) => text);
  assert.deepEqual(lines.slice(2, 4), [
    "1,000 files in by-mail: 3 new or changed, 1 removed.",
    "1 file in by-employeeId: 0 new or changed, 0 removed, 20 people have no value to be named by, 2 names wanted by several people, so nobody has them, 1 left for the next pass.",
  ]);
});

test("What needs attention has another tone than what is usual, and the last line says how it ended", () => {
  const failures = [failure("a@b.c")];
  const tones = (of: PassSummary) => summaryText(of, "/photos").map(({ tone }) => tone);
  assert.deepEqual(tones(summary), ["plain", "plain", "done"]);
  assert.deepEqual(tones({ ...summary, result: "publishedWithFailures", failures, failuresTotal: 1 }), [
    "plain",
    "plain",
    "attention",
    "attention",
  ]);
  assert.equal(tones({ ...summary, result: "stoppedByGuard" }).at(-1), "failure");
});
