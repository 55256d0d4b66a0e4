import assert from "node:assert/strict";
import { test } from "node:test";
import { createPassLines, progressSentence } from "../../src/cli/pass-lines.ts";
import type { PassCounts, PassStage } from "../../src/export/events.ts";
import { handClock } from "./hand-clock.ts";
import { counts } from "./sample-pass.ts";

function shown(now: PassCounts, stage: PassStage = "photos", laterMs = 0): readonly string[] {
  const clock = handClock();
  const passLines = createPassLines(clock);
  passLines.stage(stage);
  passLines.progress(now);
  clock.advance(laterMs);
  return passLines.lines(80).map(({ text }) => text.split(/ {2,}/).join(" "));
}

const nothing = { ...counts, listed: 0, total: undefined, listingEnded: false, answered: 0, downloaded: 0 };

test("Only the stages that are at work have a line", () => {
  assert.deepEqual(shown(nothing, "list"), ["Listed 0 people"]);
  assert.deepEqual(shown(counts), [
    "Listed 2,000 people done",
    "Asked 900 of 2,000 [==== ] 45%",
    "Fetched 450 photos 36.0 MB",
  ]);
  assert.equal(shown({ ...counts, renditionsMade: 7, transcoded: 2 }).at(-1), "Resized 9 pictures");
});

test("While nobody knows how many people there are it counts them", () => {
  const listing = { ...counts, total: undefined, listingEnded: false };
  assert.deepEqual(shown(listing, "list").slice(0, 2), ["Listed 2,000 people", "Asked 900 people"]);
});

test("The end of the listing is the truth even where Graph had counted more", () => {
  assert.equal(shown({ ...counts, total: 5000, answered: 2000 })[1], "Asked 2,000 of 2,000 done");
});

test("What Graph asked for is said and counted down while it lasts, and so is who failed", () => {
  const held = { ...counts, holdLeftMs: 12_000, failed: 1 };
  assert.deepEqual(shown(held).slice(-2), ["Graph asked us to wait 12 s", "1 person failed so far"]);
  assert.equal(shown(held, "photos", 2500).at(-2), "Graph asked us to wait 10 s");
  assert.ok(!shown(held, "photos", 12_000).join().includes("wait"));
});

test("What has no figures is said in words", () => {
  assert.equal(shown(counts, "publish").at(-1), "Publishing ...");
});

test("Live lines are plain ASCII, which every console has", () => {
  const lines = shown({ ...counts, holdLeftMs: 5000, failed: 2, renditionsMade: 1 }, "confirm").join("");
  assert.match(lines, /^[ -~]*$/);
});

test("In a log it is a sentence", () => {
  assert.equal(
    progressSentence({ ...counts, failed: 2, holdLeftMs: 12_000 }),
    "900 of 2,000 people asked, 450 photos fetched, 2 failed, Graph asked us to wait 12 s.",
  );
});
