import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { exportWithout } from "../cli/signing-in.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { serveHttps, serveProxy } from "../platform/loopback.ts";
import { runCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

test("A certificate that is no good is refused at once, with nothing sent, and explained in words of its own", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const trusted = createCertificateAuthority();
  const stranger = createCertificateAuthority();
  await writeFile(join(world.folder, "ca.pem"), world.tenant.caCertificatePem + trusted.certificatePem);
  let requests = 0;
  const count: RequestListener = (_, response) => {
    requests += 1;
    response.end();
  };
  const hour = 3_600_000;
  const expired = new Date(Date.now() - hour);
  const notYet = new Date(Date.now() + 49 * hour);
  const faults = [
    {
      name: "an unknown issuer",
      certificate: stranger.issue(["localhost"]),
      what: /^The certificate of localhost:\d+ is not trusted; its issuer is «CN=Test authority»\.$/,
      todo: /a proxy opens TLS.*"ca-certificate".*store of trusted roots.*nothing was sent/,
    },
    {
      name: "an end that has passed",
      certificate: trusted.issue(["localhost"], expired),
      what: new RegExp(
        `^The certificate of localhost:\\d+ has expired: it ended on ${expired.toISOString().slice(0, 18)}`,
      ),
      todo: /clock/,
    },
    {
      name: "a beginning to come",
      certificate: trusted.issue(["localhost"], notYet),
      what: /^The certificate of localhost:\d+ is not valid yet: it begins on 2/,
      todo: /clock/,
    },
    {
      name: "another host's name",
      certificate: trusted.issue(["other.contoso.com", "10.1.2.3"]),
      what: /^The certificate of localhost:\d+ is for other names: other\.contoso\.com, 10\.1\.2\.3\.$/,
      todo: /"authority-host"/,
    },
    {
      name: "TLS 1.1 at most",
      certificate: { ...trusted.issue(["localhost"]), maxVersion: "TLSv1.1" as const },
      what: /^localhost:\d+ offers no TLS 1\.2 or newer\.$/,
      todo: /TLS 1\.2 at least/,
    },
  ];
  const proxy = await serveProxy();
  t.after(() => proxy.close());
  for (const { name, certificate, what, todo } of faults) {
    await t.test(`with ${name}`, async (t) => {
      const server = await serveHttps(certificate, count);
      t.after(() => server.close());
      const args = exportWithout(world, { authorityHost: server.url.origin });
      const env = { AZURE_CLIENT_SECRET: world.tenant.clientSecret };
      for (const more of [[], ["--proxy", proxy.url.href]]) {
        const error = errorOf(await runHere([...args, ...more], { env }), 8);
        assert.match(error.what, what);
        assert.match(error.todo, todo);
        assert.match(error.why ?? "", /After 1 try /);
      }
    });
  }

  await t.test("at Graph, after a good sign-in", async (t) => {
    const authority = await serveHttps(trusted.issue(["localhost"]), (_, response) => {
      response.end(JSON.stringify({ token_type: "Bearer", expires_in: 3600, access_token: "eyJ0eXAi.of-the.test" }));
    });
    t.after(() => authority.close());
    const graph = await serveHttps(stranger.issue(["localhost"]), count);
    t.after(() => graph.close());
    const args = exportWithout(world, { authorityHost: authority.url.origin });
    const atStranger = args.map((word) => (word === world.tenant.graphEndpoint ? graph.url.origin : word));
    const error = errorOf(await runHere(atStranger, { env: { AZURE_CLIENT_SECRET: world.tenant.clientSecret } }), 8);
    assert.match(error.what, new RegExp(`^The certificate of ${graph.url.host} is not trusted; its issuer is`));
    assert.match(error.why ?? "", /After 1 try /);
  });
  assert.equal(requests, 0);
});

test("What answers without TLS is called so", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const plain = createServer((socket) => socket.on("error", () => {}).end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const port = await listen(plain);
  t.after(() => plain.close());
  const env = { AZURE_CLIENT_SECRET: world.tenant.clientSecret };
  const args = exportWithout(world, { authorityHost: `https://localhost:${port}` });
  const error = errorOf(await runHere(args, { env }), 8);
  assert.equal(error.what, `What answers at localhost:${port} speaks no TLS.`);
});

test("The system's store of authorities is trusted without any setting", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const file = join(world.folder, "ca.pem");
  const args = exportWithout(world).filter((word) => word !== "--ca-certificate" && word !== file);
  // By these two variables Node and OpenSSL are told where the system's store is.
  const store = { SSL_CERT_FILE: file, SSL_CERT_DIR: world.folder };
  assertExit(await runCommand(args, { env: { AZURE_CLIENT_SECRET: world.tenant.clientSecret, ...store } }), 0);
  await assertManifestIsTruth(world);
});

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
