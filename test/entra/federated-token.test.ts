import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { federatedCredential } from "../../src/entra/federated-token.ts";
import { createTokenSource } from "../../src/entra/msal-token-source.ts";
import { ExophotosError } from "../../src/errors.ts";
import { entraError, startTokenServer } from "./token-server.ts";

const cached = { fresh: false, signal: new AbortController().signal };
const fresh = { ...cached, fresh: true };

async function signedIn(t: TestContext) {
  const server = await startTokenServer();
  t.after(() => server.close());
  const folder = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "token.jwt");
  await writeFile(file, "first.token.1\n");
  const tokens = createTokenSource({
    authorityHost: server.authorityHost,
    tenantId: "11111111-2222-3333-4444-555555555555",
    clientId: "66666666-7777-8888-9999-000000000000",
    credential: federatedCredential(
      file,
      ({ message }) =>
        new ExophotosError("settingInvalid", { setting: "federated-token-file", origin: "test", problem: message }),
    ),
    resource: "https://graph.microsoft.com/",
    http: server.http,
  });
  const assertions = () => server.requests.map((form) => form.get("client_assertion"));
  return { server, file, tokens, assertions };
}

test("A federated token is read from its file for each sign-in, and not while the token at hand is good", async (t) => {
  const { file, tokens, assertions } = await signedIn(t);
  await tokens.token(cached);
  await rm(file);
  await tokens.token(cached);
  await writeFile(file, "second.token.2");
  await tokens.token(fresh);
  assert.deepEqual(assertions(), ["first.token.1", "second.token.2"]);
});

test("A federated token file that goes between two sign-ins is the error, and nothing of it reaches Entra", async (t) => {
  const { server, file, tokens, assertions } = await signedIn(t);
  await tokens.token(cached);
  await rm(file);
  const error = await tokens.token(fresh).catch((reason: unknown) => reason);
  assert.ok(error instanceof ExophotosError && error.code === "settingInvalid");
  assert.match(error.message, /cannot be read \(ENOENT\)/);
  await writeFile(file, "second.token.2");
  await tokens.token(fresh);
  assert.deepEqual(assertions(), ["first.token.1", "second.token.2"]);
  assert.ok(!JSON.stringify(server.requests.map((form) => [...form])).includes("ENOENT"));
});

test("A refusal of a federated token is not called one of a certificate", async (t) => {
  const { server, tokens } = await signedIn(t);
  for (const [aadsts, reason] of [
    [700027, "wrongFederatedToken"],
    [50012, "wrongFederatedToken"],
    [700213, "wrongFederatedToken"],
    [700024, "expiredFederatedToken"],
    [700016, "unknownApp"],
  ] as const) {
    server.answer(entraError("invalid_client", aadsts, 401));
    const error = await tokens.token(fresh).catch((reason: unknown) => reason);
    assert.ok(error instanceof ExophotosError && error.code === "signInFailed");
    assert.equal((error as ExophotosError<"signInFailed">).facts.reason, reason);
  }
});
