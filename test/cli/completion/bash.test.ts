import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { runCommand } from "../../running/command.ts";

/** What is on the line, as bash takes it apart, and what it offers. */
const cases: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [["ex"], ["export", "explain"]],
  [
    ["mim", ""],
    ["psma", "file", "--help"],
  ],
  [["config", "sh"], ["show"]],
  [
    ["export", "--max-"],
    ["--max-wait", "--max-delete"],
  ],
  [["mim", "file", "out", "--form"], ["--format"]],
  [
    ["export", "--rows", ""],
    ["photos", "people"],
  ],
  [["export", "--rows", "=", "pe"], ["people"]],
  [
    ["export", "--rows", "="],
    ["photos", "people"],
  ],
  [["export", "--rows", "=", "people", "--checksum", "sha3"], ["sha384"]],
  [["--out", "mim", "export", "--check"], ["--checksum"]],
  [["verify", "ph"], ["photos of ours"]],
  [["export", "--out", "ph"], ["photos of ours"]],
  [["completion", "z"], ["zsh"]],
];

test("bash completes verbs, options, values and paths with the script", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  await mkdir(join(folder, "photos of ours"));
  const to = join(folder, "completion.bash");
  const { exitCode } = await runCommand(["completion", "bash", "--to", to]);
  assert.equal(exitCode, 0);
  // bash allows compopt within a completion only.
  const asked = cases.map(
    ([words]) => `COMP_WORDS=(exophotos ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}
      _exophotos; (IFS=,; echo "\${COMPREPLY[*]}")`,
  );
  const script = ["set -u", "compopt() { :; }", `. "${to}"`, "complete -p exophotos >/dev/null", ...asked].join("\n");
  const lines = (await bash(folder, script)).trimEnd().split("\n");
  assert.deepEqual(
    cases.map(([words], index) => [words, lines[index]]),
    cases.map(([words, offered]) => [words, offered.join(",")]),
  );
});

async function bash(cwd: string, script: string): Promise<string> {
  const child = spawn("bash", ["--norc", "--noprofile", "-c", script], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = await closed;
  assert.deepEqual([exitCode, stderr], [0, ""]);
  return stdout;
}
