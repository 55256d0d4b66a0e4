import assert from "node:assert/strict";
import { test } from "node:test";
import { noticeText } from "../../src/cli/notice-text.ts";
import { ExophotosError } from "../../src/errors.ts";
import type { PassNotice } from "../../src/export/events.ts";

/** An example of each notice, and its sentence. */
const sentences: { [N in PassNotice["notice"]]: [Extract<PassNotice, { notice: N }>, RegExp] } = {
  certificateEnds: [
    { notice: "certificateEnds", endsAt: "2030-01-31T12:00:00.000Z", days: 1 },
    /ends on 2030-01-31, in 1 day\. Add a new one/,
  ],
  listingRestarted: [{ notice: "listingRestarted", reason: "a token expired" }, /from its start: a token expired\./],
  checksumChanged: [
    { notice: "checksumChanged", from: "md5", to: "sha256", rows: 1 },
    /md5 to sha256: 1 row becomes a Modify/,
  ],
  renditionsChanged: [
    { notice: "renditionsChanged", made: ["thumbnail"], dropped: ["badge", "card"], rows: 1200 },
    /thumbnail is made anew from the photos at hand\. The renditions badge, card are no longer made.* Up to 1,200 rows/,
  ],
  repairedAfterCrash: [{ notice: "repairedAfterCrash", files: 2 }, /2 files were not as recorded/],
  manifestNotOurs: [{ notice: "manifestNotOurs", path: "/o/manifest.csv" }, /\/o\/manifest\.csv is missing or not/],
  historyMissing: [
    { notice: "historyMissing", path: "/o/changes", lastSequence: 9 },
    /up to sequence 9, are missing in/,
  ],
  publishUndone: [{ notice: "publishUndone", firstSequence: 3, lastSequence: 9 }, /3 to 9 are used again/],
  publishCompleted: [{ notice: "publishCompleted", sequence: 9 }, /up to sequence 9/],
  historyRestarted: [{ notice: "historyRestarted", history: "h", adopted: 1000 }, /1,000 rows.*as h\..*full import/],
  renameWaits: [
    { notice: "renameWaits", path: "/o/manifest.csv", waitedMs: 4000 },
    /Waiting for 4 s .*\/o\/manifest\.csv/,
  ],
  unlistedKept: [{ notice: "unlistedKept", people: 2 }, /2 people were not in the listing and still exist; they keep/],
  diskRefused: [
    { notice: "diskRefused", doing: "log", path: "/o/l", errno: "EIO" },
    /Could not write the log \/o\/l \(EIO\)/,
  ],
  exchangeUnheard: [
    {
      notice: "exchangeUnheard",
      error: new ExophotosError("exchangeForbidden", { host: "o.example", status: 403, message: "No role." }),
    },
    /Exchange Online at o\.example .* It answers 403: No role\. The pass goes on .* Exchange\.ManageAsApp/,
  ],
  exchangeContradicted: [
    { notice: "exchangeContradicted", people: 2, withoutPicture: 1200 },
    /2 people have a photo although .*, which 1,200 mailboxes say/,
  ],
  linkCollisions: [
    {
      notice: "linkCollisions",
      folder: "by-mail",
      names: 6,
      examples: [{ name: "a.jpg", people: ["a@b.c", "d@e.f"] }],
    },
    /In by-mail nobody has 6 names that several people should have: a\.jpg \(a@b\.c, d@e\.f\); …\./,
  ],
  deadlineReached: [{ notice: "deadlineReached", remaining: 1200 }, /1,200 people not asked/],
  interrupted: [{ notice: "interrupted", graceMs: 10_000 }, /has 10 s to end/],
};

for (const [notice, expected] of Object.values(sentences)) {
  test(`The notice ${notice.notice} is a sentence`, () => assert.match(noticeText(notice), expected));
}
