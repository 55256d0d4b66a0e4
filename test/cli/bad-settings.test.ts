import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { renderError } from "../../src/cli/render-error.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

const files = {
  "secret.txt": "s3cret-value\n",
  "empty.txt": "",
  "typo.json": '{"tenent": "contoso.com"}',
  "nested-typo.json": '{"export": {"maxDelet": 5}}',
  "broken.json": '{"tenant": s3cret-value}',
  "array.json": "[]",
  "secret.json": '{"clientSecret": "s3cret-value"}',
  "wrong-type.json": '{"columns": "department"}',
  "twice.json": '{"maxDelete": 5, "max-delete": 6}',
  "self.json": '{"config": "other.json"}',
};
const tenant = ["--tenant", "10000000-0000-4000-8000-000000000000"];
const client = ["--client-id", "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f"];
const rest = ["--out", "photos", "--client-secret-file", "secret.txt"];
const good = ["export", ...tenant, ...client, ...rest];

interface Mistake {
  readonly what: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly says: readonly (string | RegExp)[];
}

const mistakes: readonly Mistake[] = [
  {
    what: "no tenant",
    argv: ["export", ...client, ...rest],
    says: ['Setting "tenant" (not set) is required', "--tenant", "EXOPHOTOS_TENANT", "AZURE_TENANT_ID"],
  },
  { what: "no output directory", argv: ["export", ...tenant, ...client], says: ['Setting "out" (not set)', "--out"] },
  {
    what: "no credential",
    argv: ["export", ...tenant, ...client, "--out", "photos"],
    says: ["--client-secret-file", "AZURE_CLIENT_SECRET", "--certificate"],
  },
  {
    what: "a client id that is no GUID, from the environment",
    argv: ["export", ...tenant, ...rest],
    env: { AZURE_CLIENT_ID: "s3cret-value" },
    says: ['Setting "client-id" (environment variable AZURE_CLIENT_ID) must be a GUID'],
  },
  {
    what: "a secret file that does not exist",
    argv: ["export", ...tenant, ...client, "--out", "photos", "--client-secret-file", "nowhere.txt"],
    says: ['Setting "client-secret-file" (--client-secret-file)', "nowhere.txt", "cannot be read (ENOENT)"],
  },
  {
    what: "a secret file that is a folder",
    argv: ["export", ...tenant, ...client, "--out", "photos", "--client-secret-file", "."],
    says: ["cannot be read (EISDIR)"],
  },
  {
    what: "an empty secret file",
    argv: ["export", ...tenant, ...client, "--out", "photos"],
    env: { EXOPHOTOS_CLIENT_SECRET_FILE: "empty.txt" },
    says: ["(environment variable EXOPHOTOS_CLIENT_SECRET_FILE)", "is empty"],
  },
  {
    what: "a key that no verb knows in the config file",
    argv: [...good, "--config", "typo.json"],
    says: ['typo.json, key "tenent"', "is no setting of any verb", "did you mean tenant?"],
  },
  {
    what: "a key that no verb knows below a verb",
    argv: [...good, "--config", "nested-typo.json"],
    says: ['nested-typo.json, key "export.maxDelet"', "did you mean maxDelete?"],
  },
  {
    what: "a variable that no verb knows",
    argv: good,
    env: { EXOPHOTOS_COLUMS: "department" },
    says: ["EXOPHOTOS_COLUMS", "did you mean EXOPHOTOS_COLUMNS?"],
  },
  {
    what: "--concurrency 0",
    argv: [...good, "--concurrency", "0"],
    says: ['"concurrency" (--concurrency)', "from 1 to 64"],
  },
  {
    what: "a config file that does not exist",
    argv: [...good, "--config", "nowhere.json"],
    says: ['"config" (--config)', "nowhere.json", "ENOENT"],
  },
  { what: "a config file that is no JSON", argv: [...good, "--config", "broken.json"], says: ["is not valid JSON"] },
  { what: "a config file without an object", argv: [...good, "--config", "array.json"], says: ["one JSON object"] },
  {
    what: "a secret in the config file",
    argv: [...good, "--config", "secret.json"],
    says: ['key "clientSecret"', "AZURE_CLIENT_SECRET only"],
  },
  {
    what: "a value of the wrong type in the config file",
    argv: [...good, "--config", "wrong-type.json"],
    says: ['wrong-type.json, key "columns"', "an array of texts"],
  },
  { what: "a key in two spellings", argv: [...good, "--config", "twice.json"], says: ["is given twice"] },
  { what: "a config file that names another", argv: [...good, "--config", "self.json"], says: ['key "config"'] },
  {
    what: "a secret in a variable that is not read",
    argv: good,
    env: { EXOPHOTOS_CLIENT_SECRET: "s3cret-value" },
    says: ["EXOPHOTOS_CLIENT_SECRET", "belongs into AZURE_CLIENT_SECRET"],
  },
  {
    what: "two ways to choose the people",
    argv: [...good, "--filter", "accountEnabled eq true"],
    env: { EXOPHOTOS_GROUP: "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f" },
    says: ['"filter" (--filter) contradicts group (environment variable EXOPHOTOS_GROUP)'],
  },
  {
    what: "a list of people that is not there",
    argv: [...good, "--users-from", "x.csv"],
    says: ["users-from", "ENOENT"],
  },
  {
    what: "an acknowledgement without a consumer",
    argv: ["changes", "photos", "--since", "12", "--ack"],
    says: ['"ack" (--ack) needs a consumer'],
  },
];

for (const { what, argv, env = {}, says } of mistakes) {
  test(`${what}: a sentence that names the setting and its source, exit code 2, no secret`, async (t) => {
    const cwd = await temporaryFolder(t, files);
    const error = await parseCommandLine(argv, { env, cwd, columns: 100 }).then(
      () => assert.fail("accepted"),
      (reason: unknown) => reason,
    );
    const { text, exitCode } = renderError(error, { verbose: false, asLogLineAt: undefined });
    assert.equal(exitCode, 2);
    for (const part of says) {
      if (typeof part === "string") assert.ok(text.includes(part), `${text} does not say ${part}`);
      else assert.match(text, part);
    }
    const verbose = renderError(error, { verbose: true, asLogLineAt: "2026-01-02T03:04:05.000Z" }).text;
    assert.doesNotMatch(text + verbose, /s3cret-value/);
  });
}

test("Without a mistake the same command line is accepted", async (t) => {
  const cwd = await temporaryFolder(t, files);
  const line = await parseCommandLine(good, { env: {}, cwd, columns: 100 });
  assert.ok(line.kind === "run" && line.verb === "export");
  assert.equal(line.settings.out, join(cwd, "photos"));
});
