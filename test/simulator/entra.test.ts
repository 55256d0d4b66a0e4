import assert from "node:assert/strict";
import { constants, createHash, createSign, generateKeyPairSync, randomUUID, sign, X509Certificate } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import forge from "node-forge";
import { type SimulatedTenant, startSimulatedTenant } from "../../src/simulator/start.ts";
import { Client, field, type Reply } from "./client.ts";

describe("the simulated Entra", () => {
  let tenant: SimulatedTenant;
  let client: Client;
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const certificatePem = makeCertificate();

  before(async () => {
    tenant = await startSimulatedTenant({ people: 3, photoBytes: "small" });
    tenant.registerCertificate(certificatePem);
  });
  beforeEach(() => {
    client = new Client(tenant);
    tenant.faults.clear();
    tenant.tokens.demandClaims(undefined);
  });
  after(() => tenant.close());

  function makeCertificate(): string {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
    certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
    certificate.setSubject([{ name: "commonName", value: "app" }]);
    certificate.setIssuer([{ name: "commonName", value: "app" }]);
    certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
    return forge.pki.certificateToPem(certificate);
  }

  function assertion(algorithm: "RS256" | "PS256", changed: Readonly<Record<string, unknown>> = {}): string {
    const raw = new X509Certificate(certificatePem).raw;
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const thumbprint = (hash: string) => createHash(hash).update(raw).digest("base64url");
    const header =
      algorithm === "RS256"
        ? { alg: algorithm, typ: "JWT", x5t: thumbprint("sha1") }
        : { alg: algorithm, typ: "JWT", "x5t#S256": thumbprint("sha256") };
    const claims = {
      aud: `${tenant.authorityHost}/${tenant.tenantId}/oauth2/v2.0/token`,
      iss: tenant.clientId,
      sub: tenant.clientId,
      jti: randomUUID(),
      exp: Math.floor(Date.now() / 1000) + 600,
      ...changed,
    };
    const text = `${encode(header)}.${encode(claims)}`;
    const signature =
      algorithm === "RS256"
        ? createSign("sha256").update(text).sign(privateKey)
        : sign("sha256", Buffer.from(text), {
            key: privateKey,
            padding: constants.RSA_PKCS1_PSS_PADDING,
            saltLength: 32,
          });
    return `${text}.${signature.toString("base64url")}`;
  }

  function signInWith(jwt: string): Promise<Reply> {
    const type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    return client.signIn({ client_secret: "", client_assertion_type: type, client_assertion: jwt });
  }

  function refusalOf(reply: Reply): string {
    assert.match(String(field(reply.json, "error_description")), /^AADSTS\d+: .* Trace ID: .* Correlation ID: /);
    return `${reply.status} ${String(field(reply.json, "error"))} ${String(field(reply.json, "error_codes", 0))}`;
  }

  it("describes itself for its tenant's id and domain, and knows no other", async () => {
    for (const name of [tenant.tenantId, "fabrikam.onmicrosoft.com"]) {
      const reply = await client.get(`/${name}/v2.0/.well-known/openid-configuration`);
      assert.equal(field(reply.json, "token_endpoint"), `${tenant.authorityHost}/${tenant.tenantId}/oauth2/v2.0/token`);
    }
    const stranger = await client.get("/other.example/v2.0/.well-known/openid-configuration");
    assert.equal(refusalOf(stranger), "400 invalid_request 90002");
  });

  it("gives a token for the secret, in the form or in a Basic header", async () => {
    const reply = await client.signIn();
    assert.equal(field(reply.json, "expires_in"), 3600);
    const payload = JSON.parse(Buffer.from(client.token.split(".")[1] ?? "", "base64url").toString());
    assert.deepEqual(payload.roles, ["User.Read.All", "ProfilePhoto.Read.All", "GroupMember.Read.All"]);
    const basic = Buffer.from(`${tenant.clientId}:${encodeURIComponent(tenant.clientSecret)}`).toString("base64");
    const scope = encodeURIComponent(`${tenant.graphEndpoint}/.default`);
    const form = `grant_type=client_credentials&scope=${scope}`;
    const headers = { authorization: `Basic ${basic}`, "content-type": "application/x-www-form-urlencoded" };
    assert.equal((await client.post(`/${tenant.tenantId}/oauth2/v2.0/token`, form, headers)).status, 200);
  });

  it("says what is wrong in Entra's words", async () => {
    assert.equal(refusalOf(await client.signIn({ client_secret: "wrong" })), "401 invalid_client 7000215");
    assert.equal(
      refusalOf(await client.signIn({ client_secret: tenant.expiredClientSecret })),
      "401 invalid_client 7000222",
    );
    assert.equal(refusalOf(await client.signIn({ client_id: randomUUID() })), "401 unauthorized_client 700016");
    assert.equal(
      refusalOf(await client.signIn({ scope: "https://graph.microsoft.com/.default" })),
      "400 invalid_scope 70011",
    );
    const elsewhere = await client.post(`/${randomUUID()}/oauth2/v2.0/token`, "grant_type=client_credentials", {});
    assert.equal(refusalOf(elsewhere), "400 invalid_request 90002");
    tenant.faults.token(53003, "access_denied", 1);
    assert.equal(refusalOf(await client.signIn()), "400 access_denied 53003");
    assert.equal((await client.signIn()).status, 200);
  });

  it("takes an assertion signed with the registered certificate, in either algorithm", async () => {
    assert.equal((await signInWith(assertion("RS256"))).status, 200);
    assert.equal((await signInWith(assertion("PS256"))).status, 200);
  });

  it("refuses assertions that are changed, over, for another audience or signed by a stranger", async () => {
    const [head, , signature] = assertion("RS256").split(".");
    const [, payload] = assertion("RS256").split(".");
    assert.equal(refusalOf(await signInWith(`${head}.${payload}.${signature}`)), "401 invalid_client 700027");
    assert.equal(refusalOf(await signInWith(assertion("RS256", { exp: 1000 }))), "401 invalid_client 700024");
    assert.equal(refusalOf(await signInWith(assertion("PS256", { aud: "https://x/" }))), "401 invalid_client 700023");
    assert.equal(refusalOf(await signInWith(assertion("PS256", { sub: "me" }))), "401 invalid_client 700021");
    assert.equal(refusalOf(await signInWith("no.jwt")), "401 invalid_client 50027");
    const strict = await startSimulatedTenant({ people: 0, photoBytes: "small" });
    const stranger = new Client(strict);
    const form = { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" };
    const jwt = assertion("RS256", { aud: `${strict.authorityHost}/${strict.tenantId}/oauth2/v2.0/token` });
    assert.equal(refusalOf(await stranger.signIn({ ...form, client_assertion: jwt })), "401 invalid_client 700027");
    await stranger.close();
    await strict.close();
  });

  it("lets nobody into Graph without a token, or with one that is unknown, revoked or over", async () => {
    const withoutToken = await client.get("/v1.0/users");
    assert.equal(withoutToken.status, 401);
    assert.equal(field(withoutToken.json, "error", "code"), "InvalidAuthenticationToken");
    assert.match(String(withoutToken.headers["www-authenticate"]), /^Bearer realm="", authorization_uri="https:/);
    client.token = "made.up.token";
    assert.equal((await client.get("/v1.0/users")).status, 401);
    await client.signIn();
    assert.equal((await client.get("/v1.0/users")).status, 200);
    tenant.tokens.revokeAll();
    assert.equal((await client.get("/v1.0/users")).status, 401);
    const brief = await startSimulatedTenant({ people: 1, photoBytes: "small", tokenLifetimeSeconds: 0 });
    const late = new Client(brief);
    await late.signIn();
    assert.match(String(field((await late.get("/v1.0/users")).json, "error", "message")), /expired/);
    await late.close();
    await brief.close();
  });

  it("challenges for claims until a token was asked for with them", async () => {
    await client.signIn();
    const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: "1700000000" } } });
    tenant.tokens.demandClaims(claims);
    const challenged = await client.get("/v1.0/users");
    const challenge = String(challenged.headers["www-authenticate"]);
    assert.equal(challenged.status, 401);
    assert.match(challenge, /error="insufficient_claims"/);
    const demanded = Buffer.from(/claims="([^"]+)"/.exec(challenge)?.[1] ?? "", "base64").toString();
    assert.equal(demanded, claims);
    await client.signIn();
    assert.equal((await client.get("/v1.0/users")).status, 401);
    await client.signIn({ claims: demanded });
    assert.equal((await client.get("/v1.0/users")).status, 200);
  });

  it("opens what the application's permissions open", async () => {
    const poor = await startSimulatedTenant({
      people: 1,
      photoShare: 1,
      photoBytes: "small",
      permissions: ["User.ReadBasic.All"],
    });
    const basic = new Client(poor);
    await basic.signIn();
    const listing = await basic.get("/v1.0/users?$select=mail,employeeId,userPrincipalName");
    assert.equal(field(listing.json, "value", 0, "employeeId"), null);
    assert.notEqual(field(listing.json, "value", 0, "userPrincipalName"), null);
    await basic.close();
    await poor.close();
    const none = await startSimulatedTenant({ people: 1, photoShare: 1, photoBytes: "small", permissions: [] });
    const nothing = new Client(none);
    await nothing.signIn();
    const [id = ""] = none.directory.ids();
    const photo = await nothing.get(`/v1.0/users/${id}/photo`);
    assert.equal(`${photo.status} ${String(field(photo.json, "error", "code"))}`, "403 ErrorAccessDenied");
    const users = await nothing.get("/v1.0/users");
    assert.equal(`${users.status} ${String(field(users.json, "error", "code"))}`, "403 Authorization_RequestDenied");
    await nothing.close();
    await none.close();
  });
});
