/** `npm run schemas`: writes the JSON Schemas of release/docs/schemas. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../paths.ts";
import { schemaFiles } from "./documents.ts";

const folder = join(root, "release", "docs", "schemas");
await rm(folder, { recursive: true, force: true });
await mkdir(folder);
for (const [name, schema] of schemaFiles()) {
  await writeFile(join(folder, name), `${JSON.stringify(schema, undefined, 2)}\n`);
}
