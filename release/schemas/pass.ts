import * as z from "zod";
import { change, checksum, count, error, formatVersion, milliseconds, objectId, time } from "./parts.ts";

const failure = z.object({
  objectId,
  userPrincipalName: z.string(),
  reason: z.string().meta({ description: "why no usable answer could be had, one of a closed list" }),
  status: count.optional().meta({ description: "HTTP status of the last answer" }),
  graphCode: z.string().optional(),
  message: z.string(),
  tries: count,
});

const traffic = z.object({
  calls: count,
  metadataBatches: count,
  valueBatches: count,
  plainGets: count,
  items: count,
  retries: count,
  throttledAnswers: count,
  heldMs: milliseconds.meta({ description: "how long everything waited because Graph had asked for it" }),
  tokenRefreshes: count,
  bytesReceived: count,
  concurrency: count,
  highestConcurrency: count,
  listingRestarts: count,
});

/** The content of last-run.json, and of `export --json`. */
export const passSummary = z.object({
  formatVersion,
  version: z.string(),
  pass: count,
  tenantId: z.guid(),
  history: z.string(),
  startedAt: time,
  endedAt: time,
  elapsedMs: milliseconds,
  result: z.enum(["published", "publishedWithFailures", "dryRun", "stoppedByGuard", "failed", "interrupted"]),
  exitCode: count,
  people: z.object({
    listed: count,
    withPhoto: count,
    withoutPhoto: count,
    noMailbox: count,
    failed: count,
    left: count,
    outOfChoice: count,
    unlistedKept: count.meta({
      description: "missing from the listing although they exist; they keep what was published",
    }),
    leftUnasked: count.meta({ description: "not asked because their mailbox says that it has no picture" }),
    notDue: count.meta({ description: "not asked because their last answer is young enough (--recheck-within)" }),
    notAsked: count.meta({ description: "not asked because the deadline came first" }),
  }),
  photos: z.object({
    downloaded: count,
    downloadedBytes: count,
    transcoded: count,
    renditionsMade: count,
    unchanged: count,
    added: count,
    changed: count,
    removed: count,
  }),
  manifest: z
    .object({
      rows: count,
      sha256: checksum,
      sequence: count,
      changes: z.object({ add: count, modify: count, delete: count }),
    })
    .optional()
    .meta({ description: "what was published, or would be" }),
  exchange: z
    .object({ mailboxes: count, withPicture: count, contradicted: count })
    .optional()
    .meta({ description: "what Exchange said, where it was heard" }),
  sweptFiles: count,
  listingEnded: z.boolean(),
  deadlineReached: z.boolean(),
  certificateEndsAt: time.optional(),
  failures: z.array(failure).meta({ description: "the first 1,000" }),
  failuresTotal: count,
  traffic: traffic.optional(),
  error: error.optional(),
});

/** With `--dry-run`, what would change. */
export const exportDocument = passSummary.extend({
  planned: z.array(change).optional().meta({ description: "with --dry-run: what would change, the first 1,000" }),
});
