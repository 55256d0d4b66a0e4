import assert from "node:assert/strict";
import { test } from "node:test";
import { mimHost } from "../mim/mim-host.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";
import { fencesOf, readPages } from "./pages.ts";

interface ParsedFile {
  readonly file: string;
  readonly errors: readonly string[];
  readonly onlySeven: readonly string[];
}

test("the PowerShell of the documents holds nothing that only PowerShell 7 knows", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const blocks = (await readPages()).flatMap(fencesOf).filter(({ language }) => language === "powershell");
  const files = new Map(blocks.map(({ page, text }, index) => [`${index}-${page.name}.ps1`, text]));
  const folder = await temporaryFolder(t, Object.fromEntries(files));
  const parsed = [...(await host({ mode: "parse", folder }))];
  assert.deepEqual(parsed.pop(), { end: "done" });
  assert.equal(parsed.length, files.size);
  for (const { file, errors, onlySeven } of parsed as readonly ParsedFile[]) {
    assert.deepEqual([errors, onlySeven], [[], []], file);
  }
});
