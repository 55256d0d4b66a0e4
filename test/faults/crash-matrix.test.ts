import assert from "node:assert/strict";
import { test } from "node:test";
import { Chance } from "./chance.ts";
import { makeMatrix, onceEach, tryCases } from "./crash-matrix.ts";
import { withoutStep } from "./steps/sites-in-code.ts";

/** The faults that the points get; each seed gives others. */
const seed = 20_240_131;

/** Callers of files and databases that no undisturbed pass comes to, and why there is no case for them. */
const leftOut = {
  "opening a database, which cannot be watched; test/cli/bad-folders.test.ts has some that cannot be opened": [
    "publish/lock.ts makePrivateDatabase",
    "store/scratch.ts openScratch",
    "store/state.ts makePrivateDatabase",
    "store/state.ts refuseLinkedDatabase",
  ],
  "a pass with more than 64 photos, of which the others are flushed together; flush-together.test.ts has such": [
    "platform/flush-volume.ts canFlushVolume",
  ],
  "what is done when another step has failed, so that it comes after a fault": [
    "export/flush-photos.ts forgetUnflushed",
    "links/link-file.ts replaceLink",
    "platform/sqlite-error.ts whyReadOnly",
    "platform/temp-file.ts discard",
    "store/files.ts mayBeListed",
    "store/people.ts failures",
  ],
  "a tenant whose etags differ, which changes only whom a pass asks": ["store/people.ts probeBeforeFetching"],
  "a dry run, which works on a copy": [
    "export/open-dry-run.ts copyIfAny",
    "export/open-dry-run.ts openDryRun",
    "store/state.ts copyTo",
    "store/state.ts readingMode",
  ],
  "verbs that read": [
    "manifest/reader.ts openManifestCsv",
    "manifest/reader.ts openToRead",
    "publish/lock.ts isLockHeld",
    "store/consumers.ts acknowledge",
    "store/consumers.ts get",
    "store/consumers.ts recordWritten",
    "store/files.ts isListed",
    "store/links.ts has",
    "store/people.ts withUserPrincipalName",
    "store/publishes.ts row",
  ],
} as const;

test("Whatever happens at any step of a pass, readers keep what they had, and the next pass leaves what an undisturbed one leaves", async (t) => {
  const matrix = await makeMatrix(t);
  await t.test("Every call in the code that touches files or the state is a step that has a case", () => {
    assert.deepEqual(withoutStep(matrix.sites), Object.values(leftOut).flat().sort());
  });
  t.diagnostic(`seed ${seed}`);
  await tryCases(t, matrix, onceEach(matrix, new Chance(seed)));
});
