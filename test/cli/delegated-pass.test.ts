import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { test } from "node:test";
import { quickBackOff, startCommand } from "../running/command.ts";
import { accessOfPerson, cacheOf, logIn, openToAll } from "../running/delegated.ts";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { until } from "../running/until.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";

const isPosix = process.platform !== "win32";

function exportOfPerson(world: World): readonly string[] {
  return ["export", ...accessOfPerson(world), "--out", world.out, "--concurrency", "1"];
}

test("A pass with a person's sign-in outlives many tokens, and each refresh token is used once", async (t) => {
  const world = await makeWorld(t, { people: 500, photoBytes: "small", latency: { callMs: 20 } });
  const { delegated, tokens, traffic } = world.tenant;
  assertExit(await logIn(world), 0);
  const first = await readFile(cacheOf(world), "utf8");
  traffic.reset();
  const { nodeOptions } = quickBackOff;
  const running = startCommand(exportOfPerson(world), { nodeOptions });
  for (const refreshes of [0, 1, 2]) {
    await until("the token before is replaced", () => delegated.refreshes === refreshes, running);
    const { calls } = traffic;
    // The call that was refused and one that began meanwhile have been repeated by then.
    await until("and in use", () => traffic.calls >= calls + 8, running);
    tokens.revokeAll();
  }
  assertExit(await running.ended, 0);
  await assertManifestIsTruth(world);
  assert.equal((await world.lastRun()).traffic?.tokenRefreshes, 3);
  assert.equal(traffic.tokenRequests, 3, "the first token is the one that login brought");
  assert.deepEqual([delegated.refreshes, delegated.refreshesTwice], [3, 0]);
  assert.notEqual(await readFile(cacheOf(world), "utf8"), first);
  if (isPosix) assert.equal((await stat(cacheOf(world))).mode & 0o777, 0o600);

  // The next pass goes on from what this one kept.
  assertExit(await runHere(exportOfPerson(world)), 0);
  assert.deepEqual([delegated.refreshes, delegated.refreshesTwice], [3, 0]);
});

test("Tokens that are over as soon as they come are replaced as the pass goes on", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small", tokenLifetimeSeconds: 1 });
  assertExit(await logIn(world), 0);
  world.tenant.faults.call("batch", { kind: "delay", ms: 1100 }, 3);
  assertExit(await runHere(exportOfPerson(world)), 0);
  await assertManifestIsTruth(world);
  const { refreshes, refreshesTwice } = world.tenant.delegated;
  assert.ok(refreshes >= 3, `${refreshes} refreshes`);
  assert.equal(refreshesTwice, 0);
});

test("A sign-in that Entra has ended ends the pass with exit code 3: why, and that the person must sign in again", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small", tokenLifetimeSeconds: 30 });
  const { delegated, traffic } = world.tenant;
  assertExit(await logIn(world), 0);
  for (const [aadsts, error, why] of [
    [700082, "invalid_grant", /was not used for too long, 90 days/],
    [50173, "invalid_grant", /password was changed or reset, or an administrator revoked/],
    [70043, "invalid_grant", /sign-in frequency policy/],
    [50076, "interaction_required", /multifactor authentication/],
    [1234567, "invalid_grant", /Entra wants the person to sign in again/],
  ] as const) {
    delegated.end(aadsts, error);
    traffic.reset();
    const said = errorOf(await runHere(exportOfPerson(world)), 3);
    assert.equal(said.code, "signInFailed");
    assert.match(said.what, why);
    assert.ok(said.what.includes(delegated.person.userPrincipalName) && said.what.includes(cacheOf(world)), said.what);
    assert.match(said.why ?? "", new RegExp(`^Entra at localhost:\\d+ says: AADSTS${aadsts}: `));
    assert.match(said.todo, /^Run exophotos login again/);
    assert.equal(traffic.calls, 0);
  }
  delegated.restore();
  assertExit(await runHere(exportOfPerson(world)), 0);
});

test("A sign-in that others can read is not used", { skip: !isPosix }, async (t) => {
  const world = await makeWorld(t, { people: 3, photoBytes: "small" });
  assertExit(await logIn(world), 0);
  await openToAll(cacheOf(world));
  const said = errorOf(await runHere(exportOfPerson(world)), 2);
  assert.match(said.what, /"token-cache" \(--token-cache\) names .*, which others can read or change \(mode 0644\)/);
  assert.equal(world.tenant.traffic.calls, 0);
});
