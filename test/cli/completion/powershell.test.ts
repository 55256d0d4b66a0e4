import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { storeAccount } from "../../entra/powershell.ts";
import { runCommand } from "../../running/command.ts";

const cases: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ["exophotos ex", ["export", "explain"]],
  ["exophotos mim ", ["psma", "file", "--help"]],
  ["exophotos.exe config sh", ["show"]],
  ["exophotos export --max-", ["--max-wait", "--max-delete"]],
  ["exophotos mim file D:\\out --form", ["--format"]],
  ["exophotos export --rows ", ["photos", "people"]],
  ["exophotos export --rows=pe", ["--rows=people"]],
  ["exophotos --out 'D:\\my photos' export --checksum sha3", ["sha384"]],
  ["exophotos completion b", ["bash"]],
  ["exophotos config show ex", ["export", "explain"]],
];

test("PowerShell completes verbs, options and values with the script", async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const account = await storeAccount(t, folder);
  if (account === undefined) return;
  const { stdout: script, exitCode } = await runCommand(["completion", "powershell"]);
  assert.equal(exitCode, 0);
  const asked = cases.map(
    ([typed]) => `$typed = '${typed.replaceAll("'", "''")}'
      $found = [System.Management.Automation.CommandCompletion]::CompleteInput($typed, $typed.Length, $null)
      @($found.CompletionMatches | ForEach-Object { $_.CompletionText }) -join ' '`,
  );
  const lines = (await account.run([script, ...asked].join("\n"))).trimEnd().split("\n");
  assert.deepEqual(
    cases.map(([typed], index) => [typed, lines[index]]),
    cases.map(([typed, offered]) => [typed, offered.join(" ")]),
  );
});
