import * as z from "zod";
import { manifestJsonSchema } from "../../src/manifest/manifest-json.ts";
import { configSchema } from "../../src/settings/config-schema.ts";
import type { Verb } from "../../src/settings/verb.ts";
import { exportDocument, passSummary } from "./pass.ts";
import {
  changesDocument,
  compareDocument,
  explainDocument,
  mimFileDocument,
  mimPsmaDocument,
  renderDocument,
  reportDocument,
  verifyDocument,
} from "./published.ts";
import {
  completionDocument,
  configSchemaDocument,
  configShowDocument,
  doctorDocument,
  errorLine,
  loginDocument,
  scheduleDocument,
} from "./setup.ts";
import { directoryDocument, pushDocument } from "./writing.ts";

/** What each verb prints under `--json`. */
export const verbDocuments: Readonly<Record<Verb, z.ZodType>> = {
  export: exportDocument,
  verify: verifyDocument,
  explain: explainDocument,
  changes: changesDocument,
  report: reportDocument,
  "mim psma": mimPsmaDocument,
  "mim file": mimFileDocument,
  "ad sync": directoryDocument,
  "ad restore": directoryDocument,
  render: renderDocument,
  compare: compareDocument,
  push: pushDocument,
  login: loginDocument,
  schedule: scheduleDocument,
  doctor: doctorDocument,
  "config show": configShowDocument,
  "config schema": configSchemaDocument,
  completion: completionDocument,
  demo: exportDocument,
};

/** The files of release/docs/schemas by name. They allow more than is named: what is new does not break a reader. */
export function schemaFiles(): ReadonlyMap<string, object> {
  const verbFiles = Object.entries(verbDocuments).map(
    ([verb, schema]) => [`${verb.replace(" ", "-")}.schema.json`, open(`exophotos ${verb} --json`, schema)] as const,
  );
  return new Map<string, object>([
    ...verbFiles,
    ["last-run.schema.json", open("last-run.json", passSummary)],
    ["manifest.schema.json", open("manifest.json", manifestJsonSchema)],
    ["error-line.schema.json", open("The line on standard error of an error that ended a verb", errorLine)],
    ["exophotos.schema.json", configSchema()],
  ]);
}

function open(title: string, schema: z.ZodType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return { $schema, title, ...rest };
}
