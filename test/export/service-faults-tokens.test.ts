import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../running/until.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: "1604106651" } } });

test("Tokens that Graph refuses in mid-pass are renewed once each, with the claims that a challenge demands", async (t) => {
  const world = await makeWorld(t, { people: 200, photoBytes: "small", latency: { callMs: 40 } });
  const { tokens, traffic } = world.tenant;
  const running = world.startPass(["--concurrency", "1"]);
  await until("a few calls", () => traffic.calls >= 3, running);
  tokens.revokeAll();
  await until("a few more calls", () => traffic.calls >= 7, running);
  tokens.demandClaims(claims);
  await until("a few more calls", () => traffic.calls >= 11, running);
  tokens.revokeAll();
  assertExit(await running.ended, 0);
  await assertManifestIsTruth(world);
  const { traffic: counted, people } = await world.lastRun();
  assert.equal(people.failed, 0);
  // One for each revocation and one for the challenge, whose claims go along from then on.
  assert.equal(counted?.tokenRefreshes, 3);
  assert.equal(traffic.tokenRequests, 4);
});

test("Tokens that expire every second are replaced as the pass goes on", async (t) => {
  const world = await makeWorld(t, { people: 100, photoBytes: "small", tokenLifetimeSeconds: 1 });
  const { faults, traffic } = world.tenant;
  faults.call("batch", { kind: "delay", ms: 1100 }, 3);
  assertExit(await world.passHere(["--concurrency", "1"]), 0);
  await assertManifestIsTruth(world);
  assert.ok(traffic.tokenRequests > 3, `${traffic.tokenRequests} requests for a token`);
});

test("Items of a batch whose token has just expired are asked again with a new one", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const expired = { kind: "status", status: 401, code: "InvalidAuthenticationToken" } as const;
  world.tenant.faults.everyone("value", expired, 1, (id) => /^[0-7]/.test(id));
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
});
