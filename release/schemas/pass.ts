import * as z from "zod";
import { passResults } from "../../src/manifest/last-run-json.ts";
import { change, checksum, count, error, formatVersion, milliseconds, objectId, path, time } from "./parts.ts";

export const passResult = z.enum(passResults);

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

const linkFolder = z.object({
  folder: z.string().meta({ description: "in the export directory" }),
  links: count.meta({ description: "files that are as they should be now" }),
  placed: count.meta({ description: "made or replaced" }),
  removed: count,
  withoutValue: count.meta({ description: "people with a picture and no value to name it by" }),
  collisions: z
    .array(z.object({ name: z.string(), people: count, examples: z.array(z.string()) }))
    .meta({ description: "names that several people should have, so that nobody has them; the first 100" }),
  collisionsTotal: count,
  notPlaced: z
    .array(z.object({ path, errno: z.string() }))
    .meta({ description: "files left for the next pass, the first 100; EEXIST: not made by exophotos" }),
  notPlacedTotal: count,
});

const sample = z.object({
  elapsedMs: milliseconds,
  answered: count,
  downloaded: count,
  heldMs: milliseconds,
  concurrency: count.meta({ description: "HTTP calls in flight that were allowed then" }),
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
  result: passResult,
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
  links: z.array(linkFolder).meta({ description: "the by-name folders, where something was published" }),
  sweptFiles: count,
  listingEnded: z.boolean(),
  deadlineReached: z.boolean(),
  certificateEndsAt: time.optional(),
  failures: z.array(failure).meta({ description: "the first 1,000" }),
  failuresTotal: count,
  traffic: traffic.optional(),
  error: error.optional(),
  samples: z.array(sample).meta({ description: "how far the pass had come, at most 240 times, in order" }),
});

/** With `--dry-run`, what would change. */
export const exportDocument = passSummary.extend({
  planned: z.array(change).optional().meta({ description: "with --dry-run: what would change, the first 1,000" }),
});
