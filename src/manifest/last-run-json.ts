import * as z from "zod";
import { outputLayout } from "./output-layout.ts";
import { readJson } from "./read-json.ts";

const count = z.int().nonnegative();
const ms = z.number().nonnegative();

export const passResults = [
  "published",
  "publishedWithFailures",
  "dryRun",
  "stoppedByGuard",
  "failed",
  "interrupted",
] as const;

const sampleSchema = z.object({ elapsedMs: ms, answered: count, downloaded: count, heldMs: ms });

const lastRunSchema = z.object({
  formatVersion: z.literal(1),
  version: z.string(),
  pass: z.int().positive(),
  tenantId: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  elapsedMs: ms,
  result: z.enum(passResults),
  exitCode: count,
  people: z.object({
    listed: count,
    withPhoto: count,
    withoutPhoto: count,
    noMailbox: count,
    failed: count,
    notAsked: count,
  }),
  photos: z.object({
    downloaded: count,
    downloadedBytes: count,
    unchanged: count,
    added: count,
    changed: count,
    removed: count,
  }),
  manifest: z.object({ rows: count, sequence: count }).optional(),
  listingEnded: z.boolean(),
  deadlineReached: z.boolean(),
  failuresTotal: count,
  traffic: z.object({ calls: count, throttledAnswers: count, heldMs: ms }).optional(),
  error: z.object({ code: z.string(), facts: z.unknown() }).optional(),
  /** None in one of a version that took none. */
  samples: z.array(sampleSchema).readonly().default([]),
});

/** What last-run.json says of the last pass, as far as others than the pass need it. */
export type LastRun = Readonly<z.output<typeof lastRunSchema>>;

/** Reads last-run.json; undefined where there is none. Throws `manifestDamaged` or `outputFailed`. */
export async function readLastRun(out: string): Promise<LastRun | undefined> {
  return await readJson(outputLayout(out).lastRun, lastRunSchema);
}
