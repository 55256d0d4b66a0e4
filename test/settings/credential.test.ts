import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ExophotosError } from "../../src/errors.ts";
import type { Environment } from "../../src/settings/environment.ts";
import type { Given, Layer } from "../../src/settings/origin.ts";
import { readSettings } from "../../src/settings/read-settings.ts";
import { flagName, type SettingKey } from "../../src/settings/table.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const base = {
  EXOPHOTOS_TENANT: "5f9a8f3e-7c1d-4b5a-9d0e-1f2a3b4c5d6e",
  EXOPHOTOS_CLIENT_ID: "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f",
  EXOPHOTOS_OUT: "/photos",
};
const files = {
  "secret.txt": "the secret\n",
  "utf16.txt": Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("the secret\r\n", "utf16le")]),
  "empty.txt": "\r\n",
  "two-lines.txt": "one\ntwo\n",
  "token.jwt": "a.b.c\n",
  "nothing.jwt": "",
  "app.pfx": Buffer.from([0x30, 0x82]),
  "password.txt": "pass word\n",
  "ca.pem": createCertificateAuthority().certificatePem,
  "torn.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  "proxy.txt": "user:pass:word\n",
};

async function read(t: TestContext, given: Partial<Record<SettingKey, string>>, env: Environment = {}) {
  const folder = await temporaryFolder(t, files);
  const layer: Layer = new Map(
    Object.entries(given).map(([key, text]): [SettingKey, Given] => {
      const words = `--${flagName(key as SettingKey)}`;
      return [key as SettingKey, { text, origin: { kind: "flag", words, folder } }];
    }),
  );
  const inFolder = Object.entries(env).map(([name, value]) => [name, value?.replace("FOLDER", folder)] as const);
  const { verb, settings } = await readSettings("export", layer, { ...base, ...Object.fromEntries(inFolder) }, folder);
  assert.equal(verb, "export");
  return { folder, signIn: settings.signIn, network: settings.network };
}

async function problemOf(reading: Promise<unknown>): Promise<{ setting: string; origin: string; problem: string }> {
  const error = await reading.then(
    () => assert.fail("accepted"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ExophotosError && error.code === "settingInvalid");
  return error.facts as { setting: string; origin: string; problem: string };
}

test("A secret file gives its line without the line end, in UTF-8 and in PowerShell's UTF-16", async (t) => {
  for (const clientSecretFile of ["secret.txt", "utf16.txt"]) {
    const { signIn } = await read(t, { clientSecretFile });
    assert.deepEqual(signIn.credential, { kind: "secret", secret: "the secret", origin: "--client-secret-file" });
  }
});

test("A flag's certificate beats the environment's secret", async (t) => {
  const { signIn, folder } = await read(t, { certificate: "app.pfx" }, { AZURE_CLIENT_SECRET: "s" });
  assert.deepEqual(signIn.credential, {
    kind: "certificate",
    path: join(folder, "app.pfx"),
    contents: files["app.pfx"],
    password: undefined,
    origin: "--certificate",
  });
});

test("Of Azure's own variables the secret beats the certificate, as in Azure's tools", async (t) => {
  const { signIn } = await read(t, {}, { AZURE_CLIENT_SECRET: "s", AZURE_CLIENT_CERTIFICATE_PATH: "FOLDER/app.pfx" });
  assert.equal(signIn.credential.kind, "secret");
});

test("Azure's variables alone give a certificate with its password", async (t) => {
  const env = { AZURE_CLIENT_CERTIFICATE_PATH: "FOLDER/app.pfx", AZURE_CLIENT_CERTIFICATE_PASSWORD: "from env" };
  const { signIn } = await read(t, {}, env);
  assert.ok(signIn.credential.kind === "certificate" && signIn.credential.password === "from env");
  const byFile = await read(t, { certificatePasswordFile: "password.txt" }, env);
  assert.ok(byFile.signIn.credential.kind === "certificate" && byFile.signIn.credential.password === "pass word");
});

test("A secret and a certificate side by side contradict each other", async (t) => {
  const { setting, problem } = await problemOf(read(t, { clientSecretFile: "secret.txt", certificate: "app.pfx" }));
  assert.equal(setting, "client-secret-file");
  assert.match(problem, /contradicts certificate \(--certificate\)/);
});

test("Every way to sign in is read as what it is, and paths are absolute", async (t) => {
  const thumbprint = "0a:1b ".repeat(10);
  const ways: readonly [Partial<Record<SettingKey, string>>, (folder: string) => object][] = [
    [
      { certificateThumbprint: thumbprint },
      () => ({ kind: "storeCertificate", thumbprint: "0A1B".repeat(10), stores: ["CurrentUser", "LocalMachine"] }),
    ],
    [
      { certificateThumbprint: thumbprint, certificateStore: "LocalMachine" },
      () => ({ kind: "storeCertificate", thumbprint: "0A1B".repeat(10), stores: ["LocalMachine"] }),
    ],
    [{ federatedTokenFile: "token.jwt" }, (folder) => ({ kind: "federatedToken", path: join(folder, "token.jwt") })],
    [{ managedIdentity: "system" }, () => ({ kind: "managedIdentity", identity: { kind: "system" } })],
    [
      { managedIdentity: base.EXOPHOTOS_CLIENT_ID.toUpperCase() },
      () => ({
        kind: "managedIdentity",
        identity: { kind: "userAssigned", clientId: base.EXOPHOTOS_CLIENT_ID },
      }),
    ],
    [{ tokenCache: "me.json" }, (folder) => ({ kind: "delegated", cachePath: join(folder, "me.json") })],
  ];
  for (const [given, expected] of ways) {
    const { signIn, folder } = await read(t, given);
    const { origin, ...credential } = signIn.credential;
    assert.deepEqual(credential, expected(folder));
    assert.equal(origin, `--${flagName(Object.keys(given)[0] as SettingKey)}`);
  }
});

test("Of Azure's own variables the federated token comes last, and the file's setting comes after it", async (t) => {
  const federated = { AZURE_FEDERATED_TOKEN_FILE: "FOLDER/token.jwt" };
  const certificate = { AZURE_CLIENT_CERTIFICATE_PATH: "FOLDER/app.pfx" };
  assert.equal((await read(t, {}, { ...federated, ...certificate })).signIn.credential.kind, "certificate");
  assert.equal((await read(t, {}, federated)).signIn.credential.kind, "federatedToken");
  assert.equal((await read(t, { managedIdentity: "system" }, federated)).signIn.credential.kind, "managedIdentity");
});

test("A managed identity needs no client id; every other way to sign in does", async (t) => {
  const env = { EXOPHOTOS_CLIENT_ID: "" };
  assert.equal((await read(t, { managedIdentity: "system" }, env)).signIn.clientId, undefined);
  const { setting, problem } = await problemOf(read(t, { certificateThumbprint: "0".repeat(64) }, env));
  assert.equal(setting, "client-id");
  assert.match(problem, /is required to export/);
});

test("Two ways to sign in from one origin contradict each other", async (t) => {
  const { setting, problem } = await problemOf(read(t, { managedIdentity: "system", tokenCache: "me.json" }));
  assert.equal(setting, "managed-identity");
  assert.match(problem, /contradicts token-cache \(--token-cache\): give one way to sign in/);
});

test("A federated token file must be there and hold something", async (t) => {
  assert.match((await problemOf(read(t, { federatedTokenFile: "missing" }))).problem, /cannot be read \(ENOENT\)/);
  assert.match((await problemOf(read(t, { federatedTokenFile: "nothing.jwt" }))).problem, /is empty/);
});

const badFiles = {
  "missing.txt": /cannot be read \(ENOENT\)/,
  "empty.txt": /is empty/,
  "two-lines.txt": /alone, on one line/,
};
for (const [name, expected] of Object.entries(badFiles)) {
  test(`A secret file like ${name} is refused with its name and origin`, async (t) => {
    const { setting, origin, problem } = await problemOf(read(t, { clientSecretFile: name }));
    assert.deepEqual([setting, origin], ["client-secret-file", "--client-secret-file"]);
    assert.match(problem, expected);
    assert.match(problem, new RegExp(name));
  });
}

test("A proxy's credentials come from a file", async (t) => {
  const { network } = await read(t, {
    clientSecretFile: "secret.txt",
    proxy: "proxy.contoso.com:8080",
    proxyCredentialsFile: "proxy.txt",
  });
  assert.deepEqual(network.proxy, {
    url: "http://proxy.contoso.com:8080/",
    credentials: { user: "user", password: "pass:word" },
  });
});

test("HTTPS_PROXY may hold credentials as Azure's tools allow, our own settings may not", async (t) => {
  const { network } = await read(t, { clientSecretFile: "secret.txt" }, { HTTPS_PROXY: "http://u:p%40w@proxy:8080" });
  assert.deepEqual(network.proxy, { url: "http://proxy:8080/", credentials: { user: "u", password: "p@w" } });
  const facts = await problemOf(read(t, { clientSecretFile: "secret.txt", proxy: "http://u:hidden@proxy" }));
  assert.match(facts.problem, /--proxy-credentials-file/);
  assert.doesNotMatch(JSON.stringify(facts), /hidden/);
});

test("A certificate authority must be PEM", async (t) => {
  const { network } = await read(t, { clientSecretFile: "secret.txt", caCertificate: "ca.pem" });
  assert.equal(network.caCertificatePem, files["ca.pem"]);
  const facts = await problemOf(read(t, { clientSecretFile: "secret.txt", caCertificate: "secret.txt" }));
  assert.match(facts.problem, /no PEM certificate/);
  const torn = await problemOf(read(t, { clientSecretFile: "secret.txt", caCertificate: "torn.pem" }));
  assert.match(torn.problem, /torn\.pem.*cannot be read/);
});
