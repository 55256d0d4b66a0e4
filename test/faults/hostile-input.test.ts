import { test } from "node:test";
import { fuzzBatchAnswers } from "./hostile/batch-answers.ts";
import { fuzzCommandLines } from "./hostile/command-lines.ts";
import { fuzzManifests } from "./hostile/csv-files.ts";
import { folderWithCwd } from "./hostile/folder-with-cwd.ts";
import { fuzzSettingsFiles } from "./hostile/settings-files.ts";

/* fast-check prints the seed and the least input of what fails; hostile-input.nightly.ts tries more. */

test("The answer of a batch is read as JSON.parse reads it, whatever it holds", () => fuzzBatchAnswers(2000));

test("A manifest that was damaged is refused as damaged or read as it stands", () => fuzzManifests(500));

test("A settings file of any content is read, or refused as a setting", async (t) => {
  await fuzzSettingsFiles((await folderWithCwd(t)).folder, 400);
});

test("No command line ends as a defect or writes elsewhere", async (t) => {
  await fuzzCommandLines(t, await folderWithCwd(t), 200);
});
