import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import forge from "node-forge";
import { createCertificateAuthority, type IssuedCertificate } from "../platform/certificate-authority.ts";
import { serveHttps, serveProxy } from "../platform/loopback.ts";
import { runCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";
import { assertNothingLeaked, exportWithout } from "./signing-in.ts";

function toPfx({ privateKeyPem, certificatePem }: IssuedCertificate, password: string): Buffer {
  const key = forge.pki.privateKeyFromPem(privateKeyPem);
  const chain = [forge.pki.certificateFromPem(certificatePem)];
  return Buffer.from(forge.asn1.toDer(forge.pkcs12.toPkcs12Asn1(key, chain, password)).getBytes(), "binary");
}

test("Sign-in with a secret or a certificate, and nothing of either is said or written", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const { tenant, folder, out } = world;
  const certificate = createCertificateAuthority().issue(["exophotos"]);
  tenant.registerCertificate(certificate.certificatePem);
  const at = (name: string) => join(folder, name);
  await writeFile(at("app.pem"), certificate.privateKeyPem + certificate.certificatePem);
  await writeFile(at("app.pfx"), toPfx(certificate, "hunter2"));
  await writeFile(at("password.txt"), "hunter2\n");
  await writeFile(at("secret with line end.txt"), `${tenant.clientSecret}\r\n`);
  const ways = [
    { name: "a secret in a file", args: ["--client-secret-file", at("secret with line end.txt")] },
    { name: "AZURE_CLIENT_SECRET", env: { AZURE_CLIENT_SECRET: tenant.clientSecret } },
    { name: "a PEM file", args: ["--certificate", at("app.pem")] },
    { name: "a PFX file", args: ["--certificate", at("app.pfx"), "--certificate-password-file", at("password.txt")] },
    {
      name: "Azure's variables for a certificate",
      env: { AZURE_CLIENT_CERTIFICATE_PATH: at("app.pfx"), AZURE_CLIENT_CERTIFICATE_PASSWORD: "hunter2" },
    },
  ];
  for (const { name, args = [], env = {} } of ways) {
    await t.test(name, async () => {
      tenant.traffic.reset();
      const end = await runCommand([...exportWithout(world), ...args], { env });
      assertExit(end, 0);
      await assertManifestIsTruth(world);
      assert.equal(tenant.traffic.tokenRequests, 1);
      await assertNothingLeaked(out, end, [tenant.clientSecret, "hunter2"]);
    });
  }

  await t.test("everything from the environment, the authority without its scheme", async () => {
    const env = {
      AZURE_TENANT_ID: tenant.tenantId,
      AZURE_CLIENT_ID: tenant.clientId,
      AZURE_CLIENT_SECRET: tenant.clientSecret,
      AZURE_AUTHORITY_HOST: new URL(tenant.authorityHost).host,
      EXOPHOTOS_GRAPH_ENDPOINT: tenant.graphEndpoint,
      EXOPHOTOS_CA_CERTIFICATE: at("ca.pem"),
      EXOPHOTOS_OUT: out,
    };
    assertExit(await runHere(["export"], { env }), 0);
  });
});

test("Only the authority is asked for tokens and only Graph is shown them; no other host is called", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const { tenant, folder, out } = world;
  const trust = createCertificateAuthority();
  await writeFile(join(folder, "ca.pem"), tenant.caCertificatePem + trust.certificatePem);
  const asked: string[] = [];
  const authority = await serveHttps(trust.issue(["localhost"]), (request, response) => {
    asked.push(`${request.method} ${request.url?.split("?")[0]}`);
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({ token_type: "Bearer", expires_in: 3600, access_token: "eyJ0eXAi.of-another.tenant" }),
    );
  });
  t.after(() => authority.close());
  const proxy = await serveProxy();
  t.after(() => proxy.close());
  const args = [...exportWithout(world, { authorityHost: authority.url.origin }), "--proxy", proxy.url.href];
  const env = { AZURE_CLIENT_SECRET: tenant.clientSecret, MSAL_FORCE_REGION: "westeurope" };

  const end = await runCommand(args, { env });
  assert.match(errorOf(end, 3).what, new RegExp(`^Graph refuses the token .* the application ${tenant.clientId}\\.`));
  const post = `POST /${tenant.tenantId}/oauth2/v2.0/token`;
  assert.deepEqual(asked, [post, post], "one token for the pass, one after Graph refused it");
  assert.equal(tenant.traffic.tokenRequests, 0);
  const hosts = [authority.url.host, new URL(tenant.graphEndpoint).host];
  assert.deepEqual(new Set(proxy.tunnels.map(({ target }) => target)), new Set(hosts));
  assert.equal((await world.lastRun()).error?.code, "signInFailed");
  await assertNothingLeaked(out, end, [tenant.clientSecret]);
});
