import { test } from "node:test";
import { fuzzBatchAnswers } from "./hostile/batch-answers.ts";
import { fuzzCommandLines } from "./hostile/command-lines.ts";
import { fuzzManifests } from "./hostile/csv-files.ts";
import { folderWithCwd } from "./hostile/folder-with-cwd.ts";
import { fuzzSettingsFiles } from "./hostile/settings-files.ts";

test("100,000 answers of batches are read as JSON.parse reads them", () => fuzzBatchAnswers(100_000));

test("20,000 damaged manifests are refused as damaged or read as they stand", () => fuzzManifests(20_000));

test("20,000 settings files are read, or refused as a setting", async (t) => {
  await fuzzSettingsFiles((await folderWithCwd(t)).folder, 20_000);
});

test("10,000 command lines end without a defect and write nowhere else", async (t) => {
  await fuzzCommandLines(t, await folderWithCwd(t), 10_000);
});
