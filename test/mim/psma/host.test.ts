import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type MimHost, mimHost, type PsmaVersion } from "../mim-host.ts";
import { type ImportRun, makeScripts } from "./import-run.ts";

/** Runs a script in place of Import.ps1, as this version does. */
async function runScript(t: TestContext, host: MimHost, version: PsmaVersion, script: string): Promise<ImportRun> {
  const scripts = await makeScripts(t, {});
  await writeFile(join(scripts.folder, "Import.ps1"), script);
  return scripts.run(host, { version, pageSize: 5 });
}

test("The host loses what is no Hashtable, as the agent does, and shows values that are wrapped or of another type", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const script = `param() $global:MoreToImport = $false
    'stray'; [pscustomobject]@{ objectId = 'a' }; [ordered]@{ objectId = 'b' }
    @{ objectId = [psobject]::AsPSObject('c'); bytes = [object[]](1, 2); number = 1 }`;
  const { objects, pages } = await runScript(t, host, "5.6.4", script);
  assert.deepEqual([pages[0]?.count, pages[0]?.lost], [4, 3]);
  assert.deepEqual(
    Object.entries(objects[0] ?? {})
      .map(([name, { type }]) => `${name} ${type}`)
      .sort(),
    ["bytes Object[]", "number Int32", "objectId PSObject"],
  );
});

test("The host sees errors that a script caught, and ends a run of 6.0.1050 for one that was only shown", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const caught = "param() $global:MoreToImport = $false; try { [IO.File]::ReadAllBytes('/not/there') } catch { }";
  for (const version of ["5.6.4", "6.0.1050"] as const) {
    assert.equal((await runScript(t, host, version, caught)).pages[0]?.errorsSeen, 1);
  }
  const shown = "param() $global:MoreToImport = $false; Get-Nothing; @{ objectId = 'a' }";
  assert.equal((await runScript(t, host, "5.6.4", shown)).end?.end, "done");
  const strict = await runScript(t, host, "6.0.1050", shown);
  assert.match(strict.end?.error ?? "", /HadErrors.*Get-Nothing/);
});

test("A script that wants to know all parameters does not run under the host, as it would not under the agent", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const advanced = "[CmdletBinding()] param($OperationType) $global:MoreToImport = $false";
  assert.equal((await runScript(t, host, "5.6.4", advanced)).end?.end, "failed");
});
