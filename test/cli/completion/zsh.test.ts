import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { runCommand } from "../../running/command.ts";

const run = promisify(execFile);

const cases: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ["exophotos ex", ["explain", "export"]],
  ["exophotos mim ", ["file", "psma"]],
  ["exophotos export --max-", ["--max-delete", "--max-wait"]],
  ["exophotos ad sync --dry", ["--dry-run"]],
  ["exophotos export --rows ", ["people", "photos"]],
  ["exophotos export --rows=pe", ["people"]],
  ["exophotos completion ", ["bash", "powershell", "zsh"]],
];

test("zsh completes verbs, options and values with the script", async (t) => {
  const isInstalled = await run("zsh", ["--version"]).then(
    () => true,
    () => false,
  );
  if (!isInstalled && process.env.CI !== "true") return t.skip("zsh is not installed");
  const folder = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const { exitCode } = await runCommand(["completion", "zsh", "--to", join(folder, "_exophotos")]);
  assert.equal(exitCode, 0);
  for (const [typed, offered] of cases) {
    await run("zsh", ["-f", join(import.meta.dirname, "capture.zsh"), folder, typed]);
    const text = await readFile(join(folder, "offered"), "utf8");
    await rm(join(folder, "offered"));
    const words = text.split("\n").filter((word) => word.trim() !== "");
    assert.deepEqual([typed, [...new Set(words)].sort()], [typed, offered]);
  }
});
