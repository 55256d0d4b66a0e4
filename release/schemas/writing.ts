import * as z from "zod";
import { wishProblems, wishResults } from "../../src/directory/wish.ts";
import { photoAttributes } from "../../src/model/directory.ts";
import { count, formatVersion, milliseconds, path } from "./parts.ts";

const pushOutcomes = [
  "sent",
  "toSend",
  "removed",
  "toRemove",
  "unchanged",
  "looksSame",
  "kept",
  "hadNone",
  "failed",
] as const;

export const pushDocument = z.object({
  formatVersion,
  task: z.enum(["send", "remove"]),
  dryRun: z.boolean(),
  result: z.string().meta({ description: "done, someFailed, or the code of the error that stopped it" }),
  counts: z.record(z.enum([...pushOutcomes, "named"]), count),
  failures: z.array(
    z.looseObject({
      person: z.string(),
      line: count.optional(),
      file: path.optional(),
      objectId: z.string().optional(),
      userPrincipalName: z.string(),
      reason: z.string(),
      detail: z.string().meta({ description: "the reason in words" }),
    }),
  ),
  due: z
    .array(z.object({ person: z.string(), objectId: z.string().optional(), userPrincipalName: z.string() }))
    .meta({ description: "what a dry run, or one that was stopped, would have done" }),
  traffic: z.object({ calls: count, retries: count, throttledAnswers: count, heldMs: milliseconds }),
});

/** Of `ad sync` and `ad restore`. */
export const directoryDocument = z.object({
  formatVersion,
  directory: z.string().meta({ description: "the server" }),
  base: z.string(),
  dryRun: z.boolean(),
  results: z.record(z.enum(wishResults), count),
  problems: z.partialRecord(z.enum(wishProblems), count),
  undo: path.nullable().meta({ description: "the file with the old values; null where nothing was changed" }),
  failures: z
    .array(
      z.object({
        objectId: z.string(),
        userPrincipalName: z.string(),
        dn: z.string(),
        attribute: z.enum(photoAttributes),
        result: z.enum(wishResults),
        problem: z.enum(wishProblems).optional(),
        detail: z.string(),
      }),
    )
    .meta({ description: "the first 10,000" }),
});
