import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { inspect } from "node:util";
import { createTokenSource } from "../../src/entra/msal-token-source.ts";
import type { TokenSource } from "../../src/entra/token-source.ts";
import { ExophotosError, hasCode } from "../../src/errors.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { createHttpClient } from "../../src/platform/http.ts";
import { entraError, startTokenServer, type TokenAnswer, type TokenServer } from "./token-server.ts";

const tenantId = "11111111-2222-3333-4444-555555555555";
const clientId = "66666666-7777-8888-9999-000000000000";
const secret = "s3cr3t~value";
const request = { fresh: false, signal: new AbortController().signal };

describe("a token endpoint that does not grant", () => {
  let server: TokenServer;
  let slept: number[] = [];
  const clock: Clock = {
    now: () => Date.UTC(2025, 0, 2),
    monotonic: () => 0,
    sleep: async (ms) => void slept.push(ms),
  };

  before(async () => {
    server = await startTokenServer();
  });
  after(() => server.close());
  beforeEach(() => {
    server.answer();
    slept = [];
  });

  function source(http = server.http): TokenSource {
    const { authorityHost } = server;
    const credential = { kind: "secret", secret } as const;
    const resource = "https://graph.microsoft.com";
    return createTokenSource({
      authorityHost,
      tenantId,
      clientId,
      credential,
      resource,
      http,
      clock,
      random: () => 0.5,
    });
  }

  async function failure(tokens: TokenSource = source()): Promise<ExophotosError> {
    try {
      await tokens.token(request);
    } catch (error) {
      assert.ok(error instanceof ExophotosError, inspect(error));
      assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /s3cr3t/);
      return error;
    }
    return assert.fail("the sign-in did not fail");
  }

  it("is explained: the reason, the number, Entra's words, its trace beside them, whom it was about", async () => {
    server.answer(entraError("invalid_client", 7000215, 401));
    const error = await failure();
    assert.ok(hasCode(error, "signInFailed"));
    assert.deepEqual(error.facts, {
      reason: "wrongSecret",
      aadsts: 7000215,
      description: "AADSTS7000215: Something is wrong.",
      trace: { id: "0000aaaa-11bb-cccc-dd22-eeeeee333333", time: "2025-01-02 03:04:05Z" },
      tenantId,
      clientId,
      authority: server.authorityHost.host,
    });
    assert.deepEqual(slept, []);
  });

  it("is asked again after it granted nothing, without MSAL holding back", async () => {
    const tokens = source();
    server.answer(entraError("invalid_client", 7000222, 401));
    assert.equal((await failure(tokens)).code, "signInFailed");
    assert.match(await tokens.token(request), /^token-/);
  });

  const passing: readonly (readonly [string, TokenAnswer])[] = [
    ["503", { status: 503, body: "" }],
    ["429", { status: 429, body: "{}" }],
    ["a proxy's page", { status: 200, body: "<html>Please sign in</html>" }],
    ["an answer without a token", { status: 200, body: '{"token_type":"Bearer"}' }],
    ["temporarily_unavailable", entraError("temporarily_unavailable", 90099)],
    ...[90055, 90033, 90024, 50033].map((aadsts) => [`AADSTS${aadsts}`, entraError("server_error", aadsts)] as const),
  ];
  for (const [name, answer] of passing) {
    it(`is tried again after ${name}, with back-off`, async () => {
      server.answer(answer, answer);
      assert.match(await source().token(request), /^token-/);
      assert.deepEqual(slept, [500, 1000]);
    });
  }

  it("is given the time that it asks for", async () => {
    server.answer({ status: 429, headers: { "retry-after": "17" }, body: "" });
    await source().token(request);
    assert.deepEqual(slept, [17_000]);
  });

  it("is unreachable when it asks for more than two minutes", async () => {
    server.answer({ status: 503, headers: { "retry-after": "600" }, body: "" });
    const error = await failure();
    assert.ok(hasCode(error, "unreachable"));
    assert.equal(error.facts.tries, 1);
  });

  it("is unreachable after five tries, and the next request starts anew", async () => {
    const tokens = source();
    server.answer(...Array.from({ length: 5 }, () => entraError("server_error", 90033, 503)));
    const error = await failure(tokens);
    assert.ok(hasCode(error, "unreachable"));
    assert.equal(error.facts.tries, 5);
    assert.equal(error.facts.host, server.authorityHost.host);
    assert.match(error.facts.problem, /503.*AADSTS90033/);
    assert.match(await tokens.token(request), /^token-/);
  });

  it("is unreachable after five resets", async () => {
    server.answer(...Array.from({ length: 5 }, () => "reset" as const));
    const error = await failure();
    assert.ok(hasCode(error, "unreachable"));
    assert.equal(error.facts.tries, 5);
  });

  it("is unreachable at once when its certificate is not trusted", async () => {
    const stranger = createHttpClient();
    const error = await failure(source(stranger));
    await stranger.close();
    assert.ok(hasCode(error, "unreachable"));
    assert.equal(error.facts.tries, 1);
    assert.match(error.facts.problem, /TLS/);
  });
});
