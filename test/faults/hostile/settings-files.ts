import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { hasCode } from "../../../src/errors.ts";
import { readSettings } from "../../../src/settings/read-settings.ts";
import { settingKeys } from "../../../src/settings/table.ts";
import { verbs } from "../../../src/settings/verb.ts";
import { hostileText } from "./hostile-text.ts";
import { mutations } from "./mutated-bytes.ts";

const value = fc.oneof(
  { maxDepth: 3 },
  fc.jsonValue({ maxDepth: 2 }),
  hostileText,
  fc.constantFrom(
    "0",
    "1",
    "-1",
    "1e9",
    "7d",
    "20%",
    "10000000-0000-4000-8000-000000000000",
    "https://localhost",
    "true",
    "",
  ),
);
const settings = fc.dictionary(
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom<string>(...settingKeys, ...verbs) },
    { weight: 1, arbitrary: hostileText },
  ),
  fc.oneof(value, fc.dictionary(fc.constantFrom<string>(...settingKeys), value, { maxKeys: 3 })),
  { maxKeys: 6 },
);
const bytes = settings.map((entries) => Buffer.from(JSON.stringify(entries)));

/** Any file given as `--config` is read as settings or refused with a sentence that names a setting; nothing else. */
export async function fuzzSettingsFiles(folder: string, runs: number): Promise<void> {
  const path = join(folder, "fuzz.json");
  const origin = { kind: "flag", words: "--config", folder } as const;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...verbs), fc.oneof(bytes, mutations(bytes)), async (verb, contents) => {
      await writeFile(path, contents);
      try {
        await readSettings(verb, new Map([["config", { text: path, origin }]]), {}, folder);
      } catch (error) {
        assert.ok(hasCode(error, "settingInvalid") || hasCode(error, "usageWrong"), String((error as Error).stack));
      }
    }),
    { numRuns: runs },
  );
}
