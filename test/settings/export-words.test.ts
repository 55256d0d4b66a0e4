import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseCommandLine } from "../../src/cli/parse.ts";
import type { Environment } from "../../src/settings/environment.ts";
import type { ExportSettings } from "../../src/settings/types.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const id = "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f";
const signIn = ["--tenant", id, "--client-id", id, "--client-secret-file", "secret.txt"];
const own = ["--to", "task.xml", "--principal", "CONTOSO\\photos$"];

async function exportWords(args: readonly string[], cwd: string, env: Environment = {}): Promise<readonly string[]> {
  const line = await parseCommandLine(["schedule", ...own, ...args], { env, cwd, columns: 100 });
  assert.ok(line.kind === "run" && line.verb === "schedule");
  return line.settings.exportWords;
}

async function exportSettings(argv: readonly string[], cwd: string, env: Environment = {}): Promise<ExportSettings> {
  const line = await parseCommandLine(argv, { env, cwd, columns: 100 });
  assert.ok(line.kind === "run" && line.verb === "export");
  return line.settings;
}

/** Without what tells the origin of a setting. */
function values({ originOf: _, signIn: { credential, ...rest }, ...settings }: ExportSettings) {
  const { origin: __, ...known } = credential;
  return { ...settings, signIn: { ...rest, credential: known } };
}

test("The scheduled export has the settings that the same flags, variables and file give an export now", async (t) => {
  const cwd = await temporaryFolder(t, {
    "conf/exophotos.json": JSON.stringify({
      caCertificate: undefined,
      clientId: id,
      export: { tenant: id, maxDelete: "5%", basicColumns: true, columns: ["department", "city"], usersFrom: "u.csv" },
      schedule: { deadline: "4h" },
      verify: { size: "48x48" },
    }),
    "conf/u.csv": "objectId",
    "secret.txt": "s3cret",
  });
  const env = {
    EXOPHOTOS_CHECKSUM: "md5",
    EXOPHOTOS_ONLY: "a@contoso.com; b@contoso.com",
    AZURE_AUTHORITY_HOST: "login.microsoftonline.us",
    HTTPS_PROXY: "http://proxy.contoso.com:8080",
    NO_PROXY: "localhost,.contoso.com",
    AZURE_CLIENT_SECRET: "beaten by the flag",
  };
  const flags = ["--config", "conf/exophotos.json", "--out", "ph otos", "--client-secret-file", "secret.txt", "--full"];
  const words = await exportWords([...flags, "--encoding", "utf8", "--delimiter", "tab"], cwd, env);
  assert.equal(words[0], "export");
  for (const word of [
    `--out=${cwd}/ph otos`,
    `--users-from=${cwd}/conf/u.csv`,
    "--deadline=4h",
    "--columns=city",
    "--full",
  ]) {
    assert.ok(words.includes(word), `${word} in ${words.join(" ")}`);
  }
  for (const left of ["config", "encoding", "size", "to", "principal", "keep-files", "client-secret="]) {
    assert.ok(!words.some((word) => word.startsWith(`--${left}`)), `${left} in ${words.join(" ")}`);
  }
  const scheduled = await exportSettings(words, "/elsewhere");
  const now = await exportSettings(["export", ...flags, "--delimiter", "tab", "--deadline", "4h"], cwd, env);
  assert.deepEqual(values(scheduled), values(now));
});

test("A filter comes through as it is, whatever quotes, dashes and blanks it has", async (t) => {
  const cwd = await temporaryFolder(t, { "secret.txt": "s3cret" });
  const piece = fc.constantFrom(" ", '"', "'", "\\", "=", "-", "--", "a", "ß", "&", "true");
  const text = fc.array(piece, { minLength: 1 }).map((pieces) => pieces.join(""));
  await fc.assert(
    fc.asyncProperty(
      text.filter((filter) => filter.trim() !== ""),
      async (filter) => {
        const env = { EXOPHOTOS_FILTER: filter };
        const words = await exportWords([...signIn, "--out", "o"], cwd, env);
        const { pass } = await exportSettings(words, "/elsewhere");
        assert.deepEqual(pass.choice, { kind: "filter", filter });
      },
    ),
    { numRuns: 100, examples: [['"'], ["''"], ["'a'"], ["-x"], ["a='b'"]] },
  );
});

test("Files that only the task's account can read are not opened", async () => {
  const words = await exportWords([...signIn, "--out", "o", "--users-from", "people.csv"], "/nowhere");
  assert.ok(words.includes("--client-secret-file=/nowhere/secret.txt"));
  assert.ok(words.includes("--users-from=/nowhere/people.csv"));
});

test("A certificate goes with its password's file, and an unused secret stays out", async () => {
  const words = await exportWords(
    ["--tenant", id, "--client-id", id, "--certificate", "c.pfx", "--certificate-password-file", "p", "--out", "o"],
    "/here",
    { AZURE_CLIENT_SECRET: "hidden", EXOPHOTOS_CLIENT_SECRET_FILE: "s.txt" },
  );
  assert.deepEqual(
    words.filter((word) => /certificate|secret/.test(word)),
    ["--certificate=/here/c.pfx", "--certificate-password-file=/here/p"],
  );
});

test("Other ways to sign in go into the task as they are, a managed identity without a client id", async () => {
  const ways: readonly [readonly string[], readonly string[]][] = [
    [
      ["--client-id", id, "--certificate-thumbprint", "0".repeat(40), "--certificate-store", "LocalMachine"],
      [`--client-id=${id}`, `--certificate-thumbprint=${"0".repeat(40)}`, "--certificate-store=LocalMachine"],
    ],
    [
      ["--client-id", id, "--federated-token-file", "t.jwt"],
      [`--client-id=${id}`, "--federated-token-file=/here/t.jwt"],
    ],
    [
      ["--client-id", id, "--token-cache", "me.json"],
      [`--client-id=${id}`, "--token-cache=/here/me.json"],
    ],
    [["--managed-identity", "system"], ["--managed-identity=system"]],
  ];
  for (const [given, expected] of ways) {
    const words = await exportWords(["--tenant", id, ...given, "--out", "o"], "/here", {
      AZURE_CLIENT_SECRET: "hidden",
    });
    const others = ["export", `--tenant=${id}`, "--out=/here/o"];
    assert.deepEqual(words.filter((word) => !others.includes(word)).sort(), [...expected].sort());
  }
});

test("A scheduled export writes the report that an export now would write", async (t) => {
  const cwd = await temporaryFolder(t, { "secret.txt": "s3cret" });
  const words = await exportWords([...signIn, "--out", "photos", "--report", "pass.html"], cwd);
  assert.ok(words.includes(`--report=${cwd}/pass.html`), words.join(" "));
  await assert.rejects(exportWords([...signIn, "--out", "photos", "--report", "photos/changes/pass.html"], cwd), {
    code: "settingInvalid",
  });
});
