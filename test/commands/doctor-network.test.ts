import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { serveHttps, serveProxy } from "../platform/loopback.ts";
import { assertExit, makeWorld, type World } from "../running/world.ts";
import { doctor, without } from "./doctors-report.ts";

test("A clock that is off by ten minutes is a warning", async (t) => {
  const report = await doctor(await makeWorld(t, { people: 4, dateSkewMs: 600_000 }));
  assertExit(report.end, 0);
  assert.deepEqual(report.withStatus("warning"), ["clock"]);
  assert.match(report.check("clock").what, /clock is (10 min|9 min 59 s)( 1 s)? behind that of the service/);
});

test("Network: an unreachable Graph, an unknown certificate, a web page and a proxy that refuses are told apart", async (t) => {
  const world = await makeWorld(t, { people: 4, photoBytes: "small" });

  const gone = await doctor(world, ["--graph-endpoint", "https://localhost:9"], {
    access: without(world, "--graph-endpoint"),
  });
  assertExit(gone.end, 8);
  assert.match(gone.check("graph").what, /localhost:9 gave no usable answer.*ECONNREFUSED/);
  assert.equal(gone.check("authority").status, "ok");
  assert.equal(gone.check("out").status, "ok");

  const unknown = await doctor(world, [], { access: without(world, "--ca-certificate") });
  assertExit(unknown.end, 8);
  const { what, todo = "" } = unknown.check("authority");
  assert.match(
    what,
    /from Simulated tenant authority, which is no well-known authority: your network seems to open TLS/,
  );
  assert.match(todo, /ca-certificate/);
  assert.equal(unknown.check("sign-in").what, "Not looked at, because of authority.");

  const trust = createCertificateAuthority();
  const portal = await serveHttps(trust.issue(["localhost"]), (_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Please sign in</html>");
  });
  t.after(() => portal.close());
  await writeFile(join(world.folder, "ca.pem"), world.tenant.caCertificatePem + trust.certificatePem);
  const page = await doctor(world, ["--graph-endpoint", portal.url.origin], {
    access: without(world, "--graph-endpoint"),
  });
  assertExit(page.end, 8);
  assert.match(page.check("graph").what, /Something else answers in the place of localhost:\d+: a web page \(200\)/);

  const refusing = await serveProxy({ refuseWith: 403 });
  t.after(() => refusing.close());
  const refused = await doctor(world, ["--proxy", refusing.url.href]);
  assertExit(refused.end, 8);
  assert.match(refused.check("authority").what, /403/);

  const proxy = await serveProxy();
  t.after(() => proxy.close());
  const through = await doctor(world, ["--proxy", proxy.url.href]);
  assertExit(through.end, 0);
  assert.match(
    through.check("graph").what,
    /a proxy is set \(http:\/\/127\.0\.0\.1:\d+\/\); TLSv1\.3, certificate from Simulated/,
  );
});

test("--discover exchange: the host and a page of mailboxes are checked too, and a missing permission is named", async (t) => {
  const args = (world: World) => ["--discover", "exchange", "--exchange-endpoint", world.tenant.exchangeEndpoint];
  const allowed = await makeWorld(t, { people: 10, photoBytes: "small" });
  const good = await doctor(allowed, args(allowed), { access: without(allowed, "--exchange-endpoint") });
  assertExit(good.end, 0);
  assert.equal(good.check("exchange").status, "ok");
  assert.match(good.check("mailboxes").what, /says who has a picture \(\d+ on the first page\)/);
  const forbidden = await makeWorld(t, { people: 10, photoBytes: "small", exchangePermissions: [] });
  const bad = await doctor(forbidden, args(forbidden), { access: without(forbidden, "--exchange-endpoint") });
  assertExit(bad.end, 3);
  assert.deepEqual(bad.withStatus("failure"), ["mailboxes"]);
  assert.match(bad.check("mailboxes").todo ?? "", /Exchange\.ManageAsApp/);
});
