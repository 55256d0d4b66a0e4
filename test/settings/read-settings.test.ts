import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Environment } from "../../src/settings/environment.ts";
import type { Given, Layer } from "../../src/settings/origin.ts";
import { readSettings } from "../../src/settings/read-settings.ts";
import { flagName, type SettingKey } from "../../src/settings/table.ts";
import type { DemoSettings, ExportSettings } from "../../src/settings/types.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const clientId = "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f";
const azure = {
  AZURE_TENANT_ID: "5f9a8f3e-7c1d-4b5a-9d0e-1f2a3b4c5d6e",
  AZURE_CLIENT_ID: clientId,
  AZURE_CLIENT_SECRET: "s3cret",
};

function flags(values: Readonly<Partial<Record<SettingKey, string | readonly string[]>>>, cwd: string): Layer {
  return new Map(
    Object.entries(values).map(([key, text]): [SettingKey, Given] => {
      const words = `--${flagName(key as SettingKey)}`;
      return [key as SettingKey, { text, origin: { kind: "flag", words, folder: cwd } }];
    }),
  );
}

async function exportSettings(layer: Layer, env: Environment, cwd: string): Promise<ExportSettings> {
  const read = await readSettings("export", layer, env, cwd);
  assert.equal(read.verb, "export");
  return read.settings;
}

async function demoSettings(layer: Layer, env: Environment, cwd = "/"): Promise<DemoSettings> {
  const read = await readSettings("demo", layer, env, cwd);
  assert.equal(read.verb, "demo");
  return read.settings;
}

test("A flag beats our variable, that beats Azure's, they beat the config file, and that beats the default", async (t) => {
  const folder = await temporaryFolder(t, {
    "exophotos.json": JSON.stringify({
      tenant: "10000000-0000-4000-8000-000000000000",
      out: "photos",
      checksum: "md5",
      cloud: "china",
    }),
  });
  const env = {
    ...azure,
    AZURE_TENANT_ID: "40000000-0000-4000-8000-000000000000",
    EXOPHOTOS_TENANT: "30000000-0000-4000-8000-000000000000",
    EXOPHOTOS_CLOUD: "usgov",
  };
  const config = "exophotos.json";

  const byFlag = await exportSettings(
    flags({ config, tenant: "20000000-0000-4000-8000-000000000000" }, folder),
    env,
    folder,
  );
  assert.equal(byFlag.signIn.tenant, "20000000-0000-4000-8000-000000000000");
  assert.equal(byFlag.originOf("tenant"), "--tenant");
  assert.equal(byFlag.signIn.cloud, "usgov");
  assert.equal(byFlag.originOf("cloud"), "environment variable EXOPHOTOS_CLOUD");

  const byVariable = await exportSettings(flags({ config }, folder), env, folder);
  assert.equal(byVariable.signIn.tenant, "30000000-0000-4000-8000-000000000000");
  assert.equal(byVariable.originOf("clientId"), "environment variable AZURE_CLIENT_ID");

  const byAzure = await exportSettings(
    flags({ config }, folder),
    { ...azure, AZURE_TENANT_ID: "40000000-0000-4000-8000-000000000000" },
    folder,
  );
  assert.equal(byAzure.signIn.tenant, "40000000-0000-4000-8000-000000000000");
  assert.equal(byAzure.pass.checksum, "md5");
  assert.equal(byAzure.originOf("checksum"), 'exophotos.json, key "checksum"');
  assert.equal(byAzure.originOf("encoding"), "default");
  assert.equal(byAzure.originOf("deadline"), "not set");
});

test("A verb's own keys in the config file beat the common ones, and other verbs' keys do not matter", async (t) => {
  const folder = await temporaryFolder(t, {
    "c.json": JSON.stringify({
      people: 7,
      "log-format": "json",
      demo: { people: 9 },
      export: { people: 11, maxDelete: "5%" },
    }),
  });
  const settings = await demoSettings(flags({ config: "c.json" }, folder), {});
  assert.equal(settings.people, 9);
  assert.equal(settings.originOf("people"), 'c.json, key "demo.people"');
  assert.equal(settings.console.logFormat, "json");
  assert.equal(settings.pass.maxDelete, undefined);
});

test("A relative path in the config file starts at the file's folder, elsewhere at the current one", async (t) => {
  const folder = await temporaryFolder(t, {
    "conf/exophotos.json": JSON.stringify({ out: "../photos", clientSecretFile: "secret.txt" }),
    "conf/secret.txt": "from file\r\n",
  });
  const env = {
    AZURE_TENANT_ID: "5f9a8f3e-7c1d-4b5a-9d0e-1f2a3b4c5d6e",
    AZURE_CLIENT_ID: clientId,
    EXOPHOTOS_STATE_DIR: "state",
  };
  const settings = await exportSettings(flags({ config: "conf/exophotos.json" }, folder), env, folder);
  assert.equal(settings.out, join(folder, "photos"));
  assert.equal(settings.pass.stateDir, join(folder, "state"));
  assert.deepEqual(settings.signIn.credential, {
    kind: "secret",
    secret: "from file",
    origin: 'exophotos.json, key "clientSecretFile"',
  });
});

test("The config file itself may be named by the environment", async (t) => {
  const folder = await temporaryFolder(t, { "c.json": '\uFEFF{"$schema": "x", "people": 3}' });
  assert.equal((await demoSettings(new Map(), { EXOPHOTOS_CONFIG: "c.json" }, folder)).people, 3);
});

test("Lists come as many flags, as one variable with semicolons, or as an array", async (t) => {
  const folder = await temporaryFolder(t, { "c.json": JSON.stringify({ columns: ["department", "city"] }) });
  const common = { ...azure, EXOPHOTOS_OUT: folder };
  const expected = ["department", "city"];
  const byFlags = await exportSettings(flags({ columns: expected }, folder), common, folder);
  assert.deepEqual(byFlags.pass.columns, expected);
  const byVariable = await exportSettings(new Map(), { ...common, EXOPHOTOS_COLUMNS: "department; city;" }, folder);
  assert.deepEqual(byVariable.pass.columns, expected);
  const byFile = await exportSettings(flags({ config: "c.json" }, folder), common, folder);
  assert.deepEqual(byFile.pass.columns, expected);
});

test("Numbers and booleans of the config file are taken as they are", async (t) => {
  const folder = await temporaryFolder(t, { "c.json": JSON.stringify({ concurrency: 8, serve: true, seed: "4" }) });
  const settings = await demoSettings(flags({ config: "c.json" }, folder), {});
  assert.deepEqual([settings.traffic.concurrency, settings.serve, settings.seed], [8, true, 4]);
});

test("Settings without a word about them have the documented defaults", async () => {
  const { pass, traffic, people } = await demoSettings(new Map(), {});
  assert.equal(people, 500);
  assert.deepEqual(traffic, { concurrency: "auto", valueBy: "batch", maxWaitMs: 600_000 });
  assert.deepEqual(
    [pass.checksum, pass.size, pass.rows, pass.delimiter, pass.encoding],
    ["sha256", "largest", "photos", ",", "utf8"],
  );
  const dayMs = 86_400_000;
  assert.deepEqual([pass.refreshAfterMs, pass.keepFilesMs, pass.keepChangesMs], [30 * dayMs, 7 * dayMs, 90 * dayMs]);
});

test("Nobody can change the settings afterwards", async () => {
  const settings = await demoSettings(new Map(), {});
  assert.ok(Object.isFrozen(settings) && Object.isFrozen(settings.pass) && Object.isFrozen(settings.pass.columns));
});

test("An empty variable counts as not set", async () => {
  const settings = await demoSettings(new Map(), { EXOPHOTOS_PEOPLE: "", EXOPHOTOS_UNKNOWN: "" });
  assert.equal(settings.people, 500);
});

test("verify needs to sign in only to repair", async () => {
  const plain = await readSettings("verify", flags({ out: "/o" }, "/"), {}, "/");
  assert.ok(plain.verb === "verify" && plain.settings.repair === undefined);
  const repairing = await readSettings("verify", flags({ out: "/o", repair: "true" }, "/"), azure, "/");
  assert.ok(
    repairing.verb === "verify" && repairing.settings.repair?.signIn.tenant === "5f9a8f3e-7c1d-4b5a-9d0e-1f2a3b4c5d6e",
  );
  await assert.rejects(
    readSettings("verify", flags({ out: "/o", repair: "true" }, "/"), {}, "/"),
    /is required to repair/,
  );
});
