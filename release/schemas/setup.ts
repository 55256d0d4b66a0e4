import * as z from "zod";
import { shells } from "../../src/model/shell.ts";
import { verbs } from "../../src/settings/verb.ts";
import { count, error, formatVersion, path } from "./parts.ts";

export const loginDocument = z.object({
  formatVersion,
  user: z.string(),
  tenant: z.guid(),
  clientId: z.guid(),
  granted: z.array(z.string()),
  missing: z.array(z.string()).meta({ description: "what a pass cannot do without" }),
  tokenCache: path,
});

export const scheduleDocument = z.object({
  formatVersion,
  files: z.array(path),
  name: z.string(),
  principal: z.string(),
  program: path,
  arguments: z.array(z.string()),
  workingDirectory: path,
  executionTimeLimit: z.string().meta({ description: "ISO 8601 duration" }),
  register: z.array(z.string()).meta({ description: "command lines that register it" }),
});

const counts = z.record(z.string(), count);

const facts = z.object({
  people: z.object({ asked: count, withPhoto: count }),
  missingPhoto: counts,
  valueEtag: counts,
  askedTwice: z.object({ sameEtag: counts, sameBytes: counts }),
  ifNoneMatch: counts,
  contentTypes: counts,
  signatures: counts,
  sizes: counts,
  bytes: z.object({ least: count, median: count, most: count }).optional(),
  batch: z.object({ statuses: counts, sameBytes: counts }),
  throttling: z.object({ answers429: count, retryAfterSeconds: counts, headers: counts }),
});

const check = z.object({
  check: z.string().meta({ description: "one of a closed list, in their order; doctor.md has them" }),
  status: z.enum(["ok", "warning", "failure", "skipped"]),
  finding: z.string().meta({ description: "what was found, one of a closed list" }),
  what: z.string().optional().meta({ description: "the same in words; not with --facts" }),
  todo: z.string().optional(),
  facts: z.looseObject({}).optional(),
  code: z.string().optional().meta({ description: "with --facts: the error's code and reason" }),
  reason: z.string().optional(),
});

export const doctorDocument = z.object({
  formatVersion,
  version: z.string(),
  exitCode: count,
  checks: z.array(check),
  facts: facts.optional(),
});

const problem = z.object({ setting: z.string(), origin: z.string().optional(), problem: z.string() });

export const configShowDocument = z.object({
  formatVersion,
  verb: z.enum(verbs),
  settings: z.array(
    z.object({
      setting: z.string().meta({ description: "the flag's name" }),
      value: z.string().nullable().meta({ description: "as text; null for a secret" }),
      origin: z.string(),
      isDefault: z.boolean(),
      isSecret: z.boolean(),
    }),
  ),
  problem: problem.nullable().meta({ description: "what the verb would refuse the settings for" }),
});

export const configSchemaDocument = z
  .looseObject({ $schema: z.string() })
  .meta({ description: "a JSON Schema, 2020-12" });

export const completionDocument = z.object({
  formatVersion,
  shell: z.enum(shells),
  script: z.string(),
});

/** The line on standard error, where nobody watches, of an error that ended a verb. */
export const errorLine = z.object({
  level: z.literal("error"),
  time: z.iso.datetime(),
  event: z.literal("error"),
  code: error.shape.code,
  exitCode: count,
  msg: z.string().meta({ description: "what happened" }),
  why: z.string().optional(),
  todo: z.string().meta({ description: "what to do about it" }),
  facts: z.unknown().optional().meta({ description: "missing with a defect of ours" }),
  stack: z.string().optional().meta({ description: "with --verbose" }),
});
