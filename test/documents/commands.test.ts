import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { verbs } from "../../src/settings/verb.ts";
import { powershellEngine } from "../running/powershell.ts";
import { type Call, readCalls } from "./calls.ts";
import { runsInDirectory } from "./directory-calls.ts";
import { copyThumbnails, type ExampleWorld, exampleWorld, exportExamples, writeMetaverse } from "./example-world.ts";
import { readPages } from "./pages.ts";
import { assertAllShown, assertPromised } from "./promised-output.ts";

/** Pages that begin before there is an export. */
const beforeTheFirstPass: ReadonlySet<string> = new Set(["README.md", "quick-start.md", "app-registration.md"]);

/** What else must be there before the commands of a page. */
const preparations: Readonly<Record<string, (world: ExampleWorld) => Promise<void>>> = {
  "compare.md": copyThumbnails,
  "moving-over.md": writeMetaverse,
};

test("the commands of the documents can be typed as they stand", async (t) => {
  const engine = await powershellEngine(t, "the documents' PowerShell");
  if (engine === undefined) return;
  const calls = await readCalls(await readPages(), engine);
  for (const [{ name }, ofPage] of Map.groupBy(calls, ({ page }) => page)) {
    await t.test(`${name}: they end with 0 in the order they stand, and print what it says`, (t) =>
      runAll(t, name, ofPage),
    );
  }
  await t.test("every verb is among them, and every one that a page says the output of", () => {
    assertAllShown(calls);
    const shown = calls.flatMap(({ words: [first = "", second = ""] }) => [first, `${first} ${second}`]);
    assert.deepEqual(
      verbs.filter((verb) => !shown.includes(verb)),
      [],
    );
  });
});

async function runAll(t: TestContext, name: string, calls: readonly Call[]): Promise<void> {
  const world = await exampleWorld(t);
  if (!beforeTheFirstPass.has(name)) await exportExamples(world);
  await preparations[name]?.(world);
  for (const call of calls) {
    await assertParses(call, world);
    // demo.test.ts ends a tenant that stays.
    if (runsInDirectory(call) || call.words.includes("--serve")) continue;
    const end = await world.run(call.words);
    assert.equal(end.exitCode, 0, `${call.shown}\n${end.stderr}`);
    assertPromised(call, end);
  }
}

async function assertParses({ shown, words }: Call, { folder }: ExampleWorld): Promise<void> {
  await parseCommandLine(words, { env: {}, cwd: folder, columns: 100 }).catch((error: unknown) =>
    assert.fail(`${shown}\n${error}`),
  );
}
