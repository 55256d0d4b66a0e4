import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { sampleSettings } from "../../release/sample-settings.ts";
import { runCommand } from "../running/command.ts";
import { assertExit } from "../running/world.ts";

const tenant = "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f";

async function folderWith(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

test("config show lists what is set with where it comes from, and hides secrets", async (t) => {
  const settings = { tenant, out: "photos", maxDelete: "5%", export: { maxDelete: 50 }, "ad sync": { rate: 7 } };
  const cwd = await folderWith(t, { "exophotos.json": JSON.stringify(settings) });
  const env = {
    AZURE_CLIENT_ID: tenant,
    AZURE_CLIENT_SECRET: "hush-hush",
    HTTPS_PROXY: "http://me:psst@proxy.contoso.com:8080",
    EXOPHOTOS_ROWS: "people",
  };
  const end = await runCommand(["config", "show", "--config", "exophotos.json", "--deadline", "4h"], { cwd, env });
  assertExit(end, 0);
  const set = (end.stdout.split("\n\n")[0] ?? "").split("\n").map((line) => line.trim().replaceAll(/ {2,}/g, " "));
  assert.deepEqual(set, [
    "Settings of export:",
    `out ${join(cwd, "photos")} <- exophotos.json, key "out"`,
    `config ${join(cwd, "exophotos.json")} <- --config`,
    `tenant ${tenant} <- exophotos.json, key "tenant"`,
    `client-id ${tenant} <- environment variable AZURE_CLIENT_ID`,
    "client-secret (hidden) <- environment variable AZURE_CLIENT_SECRET",
    "proxy http://proxy.contoso.com:8080/ <- environment variable HTTPS_PROXY",
    "rows people <- environment variable EXOPHOTOS_ROWS",
    "deadline 4h <- --deadline",
    'max-delete 50 <- exophotos.json, key "export.maxDelete"',
  ]);
  assert.match(end.stdout, /Not set, by default:\n.*\n {2}checksum +sha256\n/s);
  assert.match(end.stdout, /export takes these settings\.\n$/);
  assert.doesNotMatch(end.stdout + end.stderr, /hush|psst/);
});

test("config show says of another verb's settings what it would refuse them for", async (t) => {
  const cwd = await folderWith(t, { "exophotos.json": JSON.stringify({ "ad sync": { rate: 7 } }) });
  const end = await runCommand(["config", "show", "ad", "sync", "--config", "exophotos.json", "--json"], { cwd });
  assertExit(end, 0);
  const shown = JSON.parse(end.stdout);
  assert.equal(shown.verb, "ad sync");
  const rate = shown.settings.find(({ setting }: { setting: string }) => setting === "rate");
  assert.deepEqual([rate.value, rate.origin], ["7", 'exophotos.json, key "ad sync.rate"']);
  assert.match(shown.problem.problem, /^is required/);
});

test("config show takes the options of the verb that it shows, and no others", async () => {
  const taken = await runCommand(["config", "show", "push", "--only-missing"]);
  assertExit(taken, 0);
  assert.match(taken.stdout, /only-missing +true +<- --only-missing/);
  const refused = await runCommand(["config", "show", "push", "--max-delete", "5"]);
  assertExit(refused, 2);
  assert.match(refused.stderr, /push has no option --max-delete/);
  const unknown = await runCommand(["config", "show", "psuh"]);
  assertExit(unknown, 2);
  assert.match(unknown.stderr, /must be one of export, verify/);
});

test("The schema of config schema takes what the command takes, and finds what it refuses", async (t) => {
  const cwd = await folderWith(t, {});
  const end = await runCommand(["config", "schema", "--to", "schema.json"], { cwd });
  assertExit(end, 0);
  const schema = JSON.parse(await readFile(join(cwd, "schema.json"), "utf8"));
  const accepts = new Ajv2020({ strictTypes: false }).compile(schema);
  const taken = [
    {},
    JSON.parse(sampleSettings),
    {
      $schema: "schema.json",
      tenant,
      rendition: ["thumbnail=96x96"],
      concurrency: 8,
      transcode: false,
      rows: "people",
    },
    { export: { maxDelete: "5%" }, "mim file": { format: "ldif" }, push: { maxChange: 20 } },
    { report: "pass.html" },
    { report: { to: "pass.html" } },
  ];
  for (const document of taken) assert.ok(accepts(document), JSON.stringify([document, accepts.errors]));
  const refused = [
    { tennant: tenant },
    { rows: "poeple" },
    { transcode: "yes" },
    { rendition: "thumbnail=96x96" },
    { clientSecret: "hush" },
    { config: "other.json" },
    { push: { maxDelete: 5 } },
  ];
  for (const document of refused) assert.ok(!accepts(document), JSON.stringify(document));
});
