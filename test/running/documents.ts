import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import * as z from "zod";
import { verbDocuments } from "../../release/schemas/documents.ts";
import { errorLine } from "../../release/schemas/setup.ts";
import { isVerb, type Verb } from "../../src/settings/verb.ts";

const validators = new Map<z.ZodType, ValidateFunction>();

/** Fails when a JSON document has another shape than its schema says; a part that no schema names is another shape. */
export function assertShape(schema: z.ZodType, document: unknown, what: string): void {
  const validate = validators.get(schema) ?? compile(schema);
  validators.set(schema, validate);
  assert.ok(
    validate(document),
    `${what}: ${JSON.stringify(validate.errors)}\n${JSON.stringify(document).slice(0, 4000)}`,
  );
}

function compile(schema: z.ZodType): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true });
  formats.default(ajv);
  return ajv.compile(z.toJSONSchema(schema));
}

/** Holds what a command printed against the documented shapes: its document under `--json`, and the error that ended it. */
export function assertDocumented(args: readonly string[], stdout: string, stderr: string): void {
  const verb = verbIn(args);
  const isJson = args.includes("--json") && !args.includes("--help");
  if (verb !== undefined && isJson && stdout !== "" && !args.includes("--to")) {
    assertShape(verbDocuments[verb], JSON.parse(stdout), `exophotos ${verb} --json`);
  }
  for (const line of stderr.split("\n")) {
    if (line.startsWith("{") && line.includes('"exitCode"') && line.includes('"level":"error"')) {
      assertShape(errorLine, JSON.parse(line), "the line of an error");
    }
  }
}

/** The first words that name a verb; options may stand before them. */
function verbIn(args: readonly string[]): Verb | undefined {
  return args.flatMap((word, index) => [`${word} ${args[index + 1]}`, word]).find(isVerb);
}
