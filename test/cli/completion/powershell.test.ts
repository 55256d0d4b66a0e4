import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "../../running/command.ts";
import { powershellEngine } from "../../running/powershell.ts";

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

test("PowerShell completes verbs, options and values with the script", async (t) => {
  const powershell = await powershellEngine(t, "the completion");
  if (powershell === undefined) return;
  const { stdout: script, exitCode } = await runCommand(["completion", "powershell"]);
  assert.equal(exitCode, 0);
  const asked = cases.map(
    ([typed]) => `$typed = '${typed.replaceAll("'", "''")}'
      $found = [System.Management.Automation.CommandCompletion]::CompleteInput($typed, $typed.Length, $null)
      @($found.CompletionMatches | ForEach-Object { $_.CompletionText }) -join ' '`,
  );
  const lines = await powershell([script, ...asked].join("\n"), []);
  assert.deepEqual(
    cases.map(([typed], index) => [typed, lines[index]]),
    cases.map(([typed, offered]) => [typed, offered.join(" ")]),
  );
});
