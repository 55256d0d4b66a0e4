import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { CallKind } from "../../src/simulator/faults.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { type Loopback, serveHttps } from "../platform/loopback.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";

interface Other extends Loopback {
  requests(): number;
}

/** Another host, which the world trusts, and which grants tokens and lists nobody. */
async function serveOther(t: TestContext, { tenant, folder }: World): Promise<Other> {
  const trusted = createCertificateAuthority();
  await writeFile(join(folder, "ca.pem"), tenant.caCertificatePem + trusted.certificatePem);
  let requests = 0;
  const server = await serveHttps(trusted.issue(["localhost", "127.0.0.1"]), (_, response) => {
    requests += 1;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ token_type: "Bearer", expires_in: 3600, access_token: "eyJ0eXAi.x.y", value: [] }));
  });
  t.after(() => server.close());
  return { ...server, requests: () => requests };
}

const asked: readonly (readonly [kind: CallKind, args: readonly string[], exitCode: number])[] = [
  ["token", [], 8],
  ["users", [], 8],
  ["batch", ["--full"], 4],
  ["value", ["--full"], 4],
  ["value", ["--full", "--value-by", "get"], 4],
  ["metadata", [], 4],
];

test("No redirect brings a request, and with it a token or a secret, to another host", async (t) => {
  const world = await makeWorld(t, { people: 30, photoBytes: "small" });
  const { faults } = world.tenant;
  const other = await serveOther(t, world);
  assertExit(await world.passHere(), 0);
  for (const status of [301, 302, 307, 308]) {
    const elsewhere = { kind: "status", status, headers: { Location: `${other.url.origin}/v1.0/users` } } as const;
    for (const [kind, args, exitCode] of asked) {
      await t.test(`${status} in answer to ${kind} ${args.join(" ")}`, async () => {
        faults.clear();
        faults.call(kind, elsewhere, Number.POSITIVE_INFINITY);
        assertExit(await world.passHere(args), exitCode);
        assert.equal(other.requests(), 0);
        await assertManifestIsTruth(world);
      });
    }
  }
});

test("A next page is asked for at Graph's own host, port and scheme only", async (t) => {
  const world = await makeWorld(t, { people: 1000, photoShare: 0.02, photoBytes: "small" });
  const { faults, graphEndpoint, traffic } = world.tenant;
  const other = await serveOther(t, world);
  const { port } = other.url;
  const graph = new URL(graphEndpoint);
  const origins = [
    `https://localhost:${port}`,
    `https://127.0.0.1:${port}`,
    `https://127.0.0.1:${graph.port}`,
    `http://${graph.host}`,
    `https://localhost:${graph.port}@127.0.0.1:${port}`,
  ];
  for (const origin of origins) {
    faults.clear();
    traffic.reset();
    faults.call("users", { kind: "listing", what: { nextLinkAt: origin } });
    const error = errorOf(await world.passHere(), 8);
    assert.match(error.why ?? "", /the next page is said to be on another host/, origin);
    assert.equal(other.requests(), 0, origin);
    assert.equal(traffic.listingPages, 1, origin);
  }
});
