import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "../running/command.ts";
import { errorOf } from "../running/said.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

const tenant = ["--tenant", "10000000-0000-4000-8000-000000000000"];
const client = ["--client-id", "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f"];
const rest = [...client, "--out", "photos"];
const secret = ["--client-secret-file", "secret.txt"];

/** What is wrong, the words after `export`, and what the sentence must say of the setting and its source. */
const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["no tenant", [...rest, ...secret], /^Setting "tenant" \(not set\) is required/],
  [
    "a bad GUID",
    ["--tenant", "contoso", ...rest, ...secret],
    /^Setting "tenant" \(--tenant\) must be the tenant's GUID/,
  ],
  [
    "an unreadable secret file",
    [...tenant, ...rest, "--client-secret-file", "missing.txt"],
    /^Setting "client-secret-file" \(--client-secret-file\) .*missing\.txt.* cannot be read \(ENOENT\)/,
  ],
  [
    "an empty secret file",
    [...tenant, ...rest, "--client-secret-file", "empty.txt"],
    /^Setting "client-secret-file" \(--client-secret-file\) .*empty\.txt.* is empty/,
  ],
  [
    "an unknown key in the config file",
    [...tenant, ...rest, ...secret, "--config", "typo.json"],
    /^Setting "concurency" \(typo\.json, key "concurency"\) is no setting of any verb.*did you mean concurrency/,
  ],
  [
    "--concurrency 0",
    [...tenant, ...rest, ...secret, "--concurrency", "0"],
    /^Setting "concurrency" \(--concurrency\) must be auto or a whole number from 1 to 64/,
  ],
];

test("A mistake in the settings is a sentence that names the setting and its source, and exit code 2", async (t) => {
  const cwd = await temporaryFolder(t, { "secret.txt": "x", "empty.txt": "", "typo.json": '{"concurency": 4}' });
  await Promise.all(
    mistakes.map(([name, words, says]) =>
      t.test(name, async () => {
        const end = await runCommand(["export", ...words], { cwd });
        assert.match(errorOf(end, 2).what, says);
        assert.equal(end.stdout, "");
      }),
    ),
  );
});

test("With --log-format text the mistake is told in sentences", async (t) => {
  const cwd = await temporaryFolder(t, { "secret.txt": "x" });
  const words = ["--out", "secret.txt", ...tenant, ...client, ...secret];
  const end = await runCommand(["export", "--log-format", "text", ...words], { cwd });
  assert.equal(end.exitCode, 2);
  assert.match(
    end.stderr,
    /^Error: .*secret\.txt, named by "out" \(--out\), is a file and not a folder\.\nWhat to do: /,
  );
});

test("An option that yargs would take for one of its own is unknown, also after dashes that are another option's value", async (t) => {
  const cwd = await temporaryFolder(t, {});
  for (const words of [["--constructor=1"], ["-out", "--", "--constructor=1"]]) {
    const end = await runCommand(["export", ...words], { cwd });
    assert.match(errorOf(end, 2).what, /^There is no option --constructor/);
  }
});
