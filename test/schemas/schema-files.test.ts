import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { schemaFiles } from "../../release/schemas/documents.ts";

const folder = join(import.meta.dirname, "../../release/docs/schemas");

test("The schemas among the documents are those that the tests hold every output against", async () => {
  const written = schemaFiles();
  assert.deepEqual((await readdir(folder)).sort(), [...written.keys()].sort());
  for (const [name, schema] of written) {
    const committed = JSON.parse(await readFile(join(folder, name), "utf8"));
    assert.deepEqual(committed, JSON.parse(JSON.stringify(schema)), `${name}: run npm run schemas`);
  }
});

test("Each schema is valid, and lets a reader meet what a later version adds", () => {
  for (const [name, schema] of schemaFiles()) {
    const ajv = new Ajv2020({ strictTypes: false });
    formats.default(ajv);
    const validate = ajv.compile(schema);
    if (name === "exophotos.schema.json") continue;
    validate({ addedLater: true });
    const refusals = (validate.errors ?? []).map(({ keyword }) => keyword);
    assert.ok(!refusals.includes("additionalProperties"), name);
  }
});
