import assert from "node:assert/strict";
import { test } from "node:test";
import { type DeviceCode, signInWithDeviceCode } from "../../src/entra/delegated-login.ts";
import { hasCode } from "../../src/errors.ts";
import { type Clock, systemClock } from "../../src/platform/clock.ts";
import { makePersonWorld, type PersonWorld } from "./person.ts";

/** A clock on which waits take no time, but are noted and pass on it. */
function waitingClock(): Clock & { readonly waitsMs: number[] } {
  const waitsMs: number[] = [];
  let elapsedMs = 0;
  return {
    ...systemClock,
    waitsMs,
    monotonic: () => elapsedMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      waitsMs.push(ms);
      elapsedMs += ms;
    },
  };
}

function signIn({ options }: PersonWorld, clock: Clock, onCode: (code: DeviceCode) => void = () => {}) {
  return signInWithDeviceCode({ ...options, clock, onCode, signal: new AbortController().signal });
}

test("Entra is asked as seldom as it wants: after its interval, and 5 seconds later each time it says slow down", async (t) => {
  const world = await makePersonWorld(t);
  const clock = waitingClock();
  world.tenant.delegated.codes.decide("approve", { slowDowns: 2, pending: 2 });
  const { user, granted } = await signIn(world, clock);
  assert.deepEqual(clock.waitsMs, [5000, 10_000, 15_000, 15_000, 15_000]);
  assert.equal(user, world.tenant.delegated.person.userPrincipalName);
  assert.deepEqual(granted, ["GroupMember.Read.All", "ProfilePhoto.Read.All", "User.Read.All"]);
});

test("Only the tenant's device-code and token endpoints are called, for all that was consented to, with a refresh token", async (t) => {
  const world = await makePersonWorld(t);
  const forms: URLSearchParams[] = [];
  world.beforeSend = ({ body }) => void forms.push(new URLSearchParams(String(body)));
  world.tenant.delegated.codes.decide("approve");
  let code: DeviceCode | undefined;
  await signIn(world, waitingClock(), (given) => {
    code = given;
  });
  const base = `POST /${world.tenant.tenantId}/oauth2/v2.0`;
  assert.deepEqual(world.calls, [`${base}/devicecode`, `${base}/token`]);
  const scopes = forms[0]?.get("scope")?.split(" ") ?? [];
  assert.ok(
    scopes.includes(`${world.tenant.graphEndpoint}/.default`) && scopes.includes("offline_access"),
    scopes.join(),
  );
  assert.equal(code?.expiresInSeconds, 900);
  assert.equal(code.verificationUri, `${world.tenant.authorityHost}/devicelogin`);
});

test("A code that has ended ends the wait, also where Entra goes on to say pending", async (t) => {
  const world = await makePersonWorld(t);
  const clock = waitingClock();
  await assert.rejects(signIn(world, clock), (error) => {
    assert.ok(hasCode(error, "signInFailed"));
    assert.equal(error.facts.reason, "codeExpired");
    return true;
  });
  assert.equal(clock.waitsMs.length, 180, "15 minutes, every 5 seconds");
});

test("Trouble on the way to Entra that may pass does not end the wait for the person", async (t) => {
  const world = await makePersonWorld(t);
  world.tenant.delegated.codes.decide("approve", { pending: 1 });
  world.tenant.faults.call("token", { kind: "status", status: 503 }, 2);
  await signIn(world, waitingClock());
  assert.equal(world.tenant.delegated.codes.polls, 2);
});
