import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { after, afterEach, before, beforeEach, describe, it, mock } from "node:test";
import { readCertificate } from "../../src/entra/certificate.ts";
import { createTokenSource, type TokenSourceOptions } from "../../src/entra/msal-token-source.ts";
import type { TokenSource } from "../../src/entra/token-source.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { readAssertion, startTokenServer, type TokenServer } from "./token-server.ts";

const tenantId = "11111111-2222-3333-4444-555555555555";
const clientId = "66666666-7777-8888-9999-000000000000";
const secret = "s3cr3t~value";

describe("the token source", () => {
  let server: TokenServer;

  before(async () => {
    server = await startTokenServer();
  });
  after(() => server.close());
  beforeEach(() => server.answer());
  afterEach(() => mock.timers.reset());

  function source(changes: Partial<TokenSourceOptions> = {}): TokenSource {
    return createTokenSource({
      authorityHost: server.authorityHost,
      tenantId,
      clientId,
      credential: { kind: "secret", secret },
      resource: "https://graph.microsoft.com/",
      http: server.http,
      ...changes,
    });
  }

  /** The form of the one request that `ask` caused. */
  async function onlyRequest(ask: () => Promise<unknown>): Promise<URLSearchParams> {
    const seen = server.requests.length;
    await ask();
    assert.equal(server.requests.length, seen + 1);
    return server.requests[seen] ?? assert.fail();
  }

  const cached = { fresh: false, signal: new AbortController().signal };
  const fresh = { ...cached, fresh: true };

  it("signs in with a secret for all permissions of the resource", async () => {
    const form = await onlyRequest(async () => assert.match(await source().token(cached), /^token-\d+$/));
    assert.equal(form.get("grant_type"), "client_credentials");
    assert.equal(form.get("client_id"), clientId);
    assert.equal(form.get("client_secret"), secret);
    assert.equal(form.get("scope"), "https://graph.microsoft.com/.default");
  });

  it("calls nothing but the tenant's token endpoint on the given authority", async () => {
    const seen = server.calls.length;
    const tokens = source();
    await tokens.token(cached);
    await tokens.token(fresh);
    const post = `POST /${tenantId}/oauth2/v2.0/token`;
    assert.deepEqual(server.calls.slice(seen), [post, post]);
  });

  it("takes a tenant's domain name", async () => {
    const seen = server.calls.length;
    await source({ tenantId: "contoso.onmicrosoft.com" }).token(cached);
    assert.deepEqual(server.calls.slice(seen), ["POST /contoso.onmicrosoft.com/oauth2/v2.0/token"]);
  });

  it("stays with the given authority when the environment forces a region", async () => {
    process.env.MSAL_FORCE_REGION = "westeurope";
    try {
      const seen = server.calls.length;
      await source().token(cached);
      assert.deepEqual(server.calls.slice(seen), [`POST /${tenantId}/oauth2/v2.0/token`]);
    } finally {
      delete process.env.MSAL_FORCE_REGION;
    }
  });

  it("signs in with a certificate's assertion, which names the certificate and is signed with its key", async () => {
    const own = createCertificateAuthority().issue(["exophotos"]);
    const file = Buffer.from(own.certificatePem + own.privateKeyPem);
    const credential = readCertificate(file, { nowMs: Date.now() });
    const form = await onlyRequest(() => source({ credential }).token(cached));
    assert.equal(form.get("client_secret"), null);
    assert.equal(form.get("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

    const assertion = readAssertion(form.get("client_assertion") ?? "");
    assert.ok(assertion.isSignedBy(own.certificatePem));
    assert.equal(assertion.header.alg, "PS256");
    const certificate = new X509Certificate(own.certificatePem);
    assert.equal(assertion.header["x5t#S256"], createHash("sha256").update(certificate.raw).digest("base64url"));
    assert.equal(assertion.header.x5c, undefined);
    assert.equal(assertion.claims.iss, clientId);
    assert.equal(assertion.claims.sub, clientId);
    assert.equal(assertion.claims.aud, `${server.authorityHost.origin}/${tenantId}/oauth2/v2.0/token`);

    const withChain = await onlyRequest(() => source({ credential: { ...credential, sendX5c: true } }).token(cached));
    const { header } = readAssertion(withChain.get("client_assertion") ?? "");
    assert.deepEqual(header.x5c, [certificate.raw.toString("base64")]);
  });

  it("takes a good token from the cache without a call", async () => {
    const tokens = source();
    const first = await tokens.token(cached);
    const seen = server.requests.length;
    assert.equal(await tokens.token(cached), first);
    assert.equal(server.requests.length, seen);
  });

  it("asks anew when a token nears its end, and not before", async () => {
    mock.timers.enable({ apis: ["Date"], now: Date.now() });
    const tokens = source();
    const first = await tokens.token(cached);
    mock.timers.tick(50 * 60_000);
    assert.equal(await tokens.token(cached), first);
    mock.timers.tick(6 * 60_000);
    assert.notEqual(await tokens.token(cached), first);
  });

  it("gets another token when asked for a fresh one, and hands that out from then on", async () => {
    const tokens = source();
    const first = await tokens.token(cached);
    const second = await tokens.token(fresh);
    assert.notEqual(second, first);
    assert.equal(await tokens.token(cached), second);
  });

  it("passes the claims of a challenge on, and hands the new token out from then on", async () => {
    const tokens = source();
    await tokens.token(cached);
    const demanded = { nbf: { essential: true, value: "1604106651" } };
    const claims = JSON.stringify({ access_token: demanded });
    let challenged = "";
    const form = await onlyRequest(async () => {
      challenged = await tokens.token({ ...fresh, claims });
    });
    // MSAL adds optional claims of the id token.
    assert.deepEqual(JSON.parse(form.get("claims") ?? "").access_token, demanded);
    assert.equal(await tokens.token(cached), challenged);
  });

  it("shares one call between all who wait for a token", async () => {
    const tokens = source();
    const got = new Set<string>();
    await onlyRequest(async () => {
      for (const token of await Promise.all(Array.from({ length: 20 }, () => tokens.token(cached)))) got.add(token);
    });
    await onlyRequest(async () => {
      for (const token of await Promise.all(Array.from({ length: 20 }, () => tokens.token(fresh)))) got.add(token);
    });
    assert.equal(got.size, 2);
  });

  it("lets one who waits leave without the others", async () => {
    const tokens = source();
    const leaving = new AbortController();
    const reason = new Error("enough");
    const left = assert.rejects(tokens.token({ fresh: false, signal: leaving.signal }), reason);
    const staying = tokens.token(cached);
    leaving.abort(reason);
    await left;
    assert.match(await staying, /^token-/);
  });

  it("ends the call when nobody waits for it any longer, and can be asked again", async () => {
    const tokens = source();
    const leaving = new AbortController();
    const reason = new Error("enough");
    server.answer("hang");
    server.onHang = () => leaving.abort(reason);
    await assert.rejects(tokens.token({ fresh: false, signal: leaving.signal }), reason);
    await assert.rejects(tokens.token({ fresh: false, signal: leaving.signal }), reason);
    assert.match(await tokens.token(cached), /^token-/);
  });
});
