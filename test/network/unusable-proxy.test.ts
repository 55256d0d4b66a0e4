import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exportWithout } from "../cli/signing-in.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { type LoopbackProxyOptions, serveProxy } from "../platform/loopback.ts";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, makeWorld } from "../running/world.ts";

interface Refusing {
  readonly name: string;
  readonly proxy: LoopbackProxyOptions;
  readonly tries: number;
  readonly what: RegExp;
  readonly todo: RegExp;
}

const refusing: readonly Refusing[] = [
  {
    name: "wants Negotiate or NTLM",
    proxy: { refuseWith: 407, challenges: ["Negotiate", "NTLM"] },
    tries: 1,
    what: /wants a sign-in by Negotiate or NTLM, which exophotos does not support; it knows Basic only/,
    todo: /let this machine reach localhost:\d+ without a sign-in, or with Basic.*local proxy that signs in/,
  },
  {
    name: "wants Negotiate, said with parameters in one header",
    proxy: { refuseWith: 407, challenges: ['Negotiate YII=, Digest realm="a, Basic b", nonce="x"'] },
    tries: 1,
    what: /wants a sign-in by Negotiate or Digest, which/,
    todo: /Basic/,
  },
  {
    name: "wants Basic beside others, and has none",
    proxy: { refuseWith: 407, challenges: ["Negotiate", "NTLM", 'Basic realm="Contoso"'] },
    tries: 1,
    what: /wants a user name and a password, and none is set/,
    todo: /"proxy-credentials-file"/,
  },
  {
    name: "does not allow the host",
    proxy: { refuseWith: 403 },
    tries: 1,
    what: /does not allow connections to localhost:\d+ \(403\)/,
    todo: /allow CONNECT to localhost:\d+ for this machine.*"no-proxy"/,
  },
  {
    name: "cannot reach the host itself",
    proxy: { refuseWith: 503 },
    tries: 5,
    what: /could not connect to localhost:\d+ \(503\)/,
    todo: /resolve and reach localhost/,
  },
];

test("A proxy that opens no tunnel ends a pass with exit code 8 and is named with what to do", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const run = (proxy: string) =>
    runHere([...exportWithout(world), "--proxy", proxy], { env: { AZURE_CLIENT_SECRET: world.tenant.clientSecret } });
  assertExit(await world.passHere(), 0);
  const before = await readFile(join(world.out, "manifest.csv"));
  world.tenant.traffic.reset();

  for (const { name, proxy: options, tries, what, todo } of refusing) {
    await t.test(`It ${name}`, async (t) => {
      const proxy = await serveProxy(options);
      t.after(() => proxy.close());
      const error = errorOf(await run(proxy.url.href), 8);
      assert.match(error.what, what);
      assert.ok(error.what.includes(`proxy ${proxy.url.host} `), error.what);
      assert.match(error.todo, todo);
      assert.equal(proxy.tunnels.length, tries);
    });
  }

  await t.test("It is not there", async () => {
    const gone = await serveProxy();
    await gone.close();
    const error = errorOf(await run(gone.url.href), 8);
    assert.match(
      error.what,
      /^The proxy 127\.0\.0\.1:\d+ cannot be reached, and so neither can localhost:\d+ \(sign in\)/,
    );
    assert.match(error.why ?? "", /ECONNREFUSED/);
  });

  await t.test("It speaks TLS with a certificate of an unknown issuer", async (t) => {
    const certificate = createCertificateAuthority().issue(["127.0.0.1"]);
    const proxy = await serveProxy({ certificate });
    t.after(() => proxy.close());
    const error = errorOf(await run(proxy.url.href), 8);
    assert.match(
      error.what,
      new RegExp(`^The certificate of ${proxy.url.host} is not trusted; its issuer is «CN=Test`),
    );
    assert.equal(proxy.tunnels.length, 0);
  });

  assert.deepEqual(await readFile(join(world.out, "manifest.csv")), before);
  assert.equal(world.tenant.traffic.calls + world.tenant.traffic.tokenRequests, 0);
});

test("A SOCKS proxy is refused before anything is sent, from the environment too, and its password is not repeated", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const AZURE_CLIENT_SECRET = world.tenant.clientSecret;
  for (const scheme of ["socks5", "socks", "socks5h", "ftp"]) {
    const env = { AZURE_CLIENT_SECRET, HTTPS_PROXY: `${scheme}://someone:hidden7@127.0.0.1:1080` };
    const end = await runHere(exportWithout(world), { env });
    const error = errorOf(end, 2);
    assert.match(error.what, /"proxy" \(environment variable HTTPS_PROXY\) must be a proxy's http or https URL.*SOCKS/);
    assert.ok(!end.stderr.includes("hidden7"));
  }
  const end = await runHere([...exportWithout(world), "--proxy", "http://someone:hidden7@127.0.0.1:8080"], {
    env: { AZURE_CLIENT_SECRET },
  });
  assert.match(errorOf(end, 2).what, /must not hold a user name or password/);
  assert.ok(!end.stderr.includes("hidden7"));
  assert.equal(world.tenant.traffic.tokenRequests, 0);
});
