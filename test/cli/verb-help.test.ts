import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { verbHelp } from "../../src/cli/verb-help.ts";
import { verbs } from "../../src/settings/verb.ts";

const settings = {
  tenant: "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f",
  clientId: "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f",
  out: "out",
  ldap: "ldaps://dc1.contoso.com/DC=contoso,DC=com",
  bindUser: "svc@contoso.com",
  bindPasswordFile: "password.txt",
  // A credential of its own, so that --token-cache of an example is the stronger one.
  clientSecretFile: "secret.txt",
};

test("Each verb's help has at least three examples, and each of them is a command line that works", async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  t.after(() => rm(cwd, { recursive: true, force: true, maxRetries: 5 }));
  await writeFile(join(cwd, "exophotos.json"), JSON.stringify(settings));
  for (const name of ["password.txt", "secret.txt"]) await writeFile(join(cwd, name), "hush");
  for (const verb of verbs) {
    const { examples } = verbHelp[verb];
    assert.ok(examples.length >= 3, verb);
    for (const [about, words] of examples) {
      // What stands after a pipe is the shell's.
      const argv = words.split(" | ")[0]?.split(" ") ?? [];
      const line = await parseCommandLine(argv, { env: {}, cwd, columns: 100 }).catch((error: unknown) => {
        throw new Error(`${verb}, «${about}»: exophotos ${words}`, { cause: error });
      });
      assert.ok(line.kind === "run", words);
    }
    const help = await parseCommandLine([...verb.split(" "), "--help"], { env: {}, cwd, columns: 40 });
    assert.ok(help.kind === "help");
    for (const [, words] of examples) assert.ok(help.text.includes(`    exophotos ${words}\n`), `${verb}: in one line`);
  }
});
