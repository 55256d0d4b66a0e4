import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { type TestContext, test } from "node:test";
import { createTokenSource } from "../../src/entra/msal-token-source.ts";
import { createGraphTenant, type GraphTenantOptions } from "../../src/graph/tenant.ts";
import type { ObjectId } from "../../src/model/object-id.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { createHttpClient } from "../../src/platform/http.ts";
import { noMailboxForms } from "../../src/simulator/no-photo.ts";
import { type SimulatedTenant, type SimulatedTenantOptions, startSimulatedTenant } from "../../src/simulator/start.ts";
import type { FetchOutcome } from "../../src/tenant/outcome.ts";
import type { Tenant } from "../../src/tenant/port.ts";
import { collect } from "./stand-in.ts";

const never = new AbortController().signal;

async function start(t: TestContext, options: Partial<SimulatedTenantOptions> = {}) {
  const simulated = await startSimulatedTenant({ people: 120, photoBytes: "small", ...options });
  t.after(() => simulated.close());
  return simulated;
}

function connect(t: TestContext, simulated: SimulatedTenant, options: Partial<GraphTenantOptions> = {}): Tenant {
  const http = createHttpClient({ caCertificatesPem: [simulated.caCertificatePem] });
  t.after(() => http.close());
  const tokens = createTokenSource({
    authorityHost: new URL(simulated.authorityHost),
    tenantId: simulated.tenantId,
    clientId: simulated.clientId,
    credential: { kind: "secret", secret: simulated.clientSecret },
    resource: simulated.graphEndpoint,
    http,
  });
  return createGraphTenant({
    endpoint: new URL(simulated.graphEndpoint),
    http,
    tokens,
    choice: { kind: "everyone" },
    size: "largest",
    properties: "all",
    extraProperties: [],
    concurrency: 32,
    valueMode: "batch",
    userAgent: "NONISV|Test|exophotos/0",
    clock: systemClock,
    random: () => 0,
    newId: randomUUID,
    ...options,
  });
}

/** Lists everyone and fetches everyone's photo, as a first pass does. */
async function fetchAll(tenant: Tenant): Promise<ReadonlyMap<ObjectId, FetchOutcome>> {
  const ids = new Set<ObjectId>();
  for await (const step of tenant.listPeople(never)) {
    if (step.kind === "page") for (const person of step.people) ids.add(person.objectId);
  }
  const requests = async function* () {
    for (const objectId of ids) yield { objectId, expectedBytes: 0 };
  };
  const outcomes = new Map<ObjectId, FetchOutcome>();
  for await (const { objectId, outcome } of tenant.fetchPhotos(requests(), never)) {
    assert.ok(!outcomes.has(objectId), "nobody is answered twice");
    outcomes.set(objectId, outcome);
  }
  return outcomes;
}

/** Every photo is the tenant's own, and everybody without one is known to have none. */
function assertTruth(simulated: SimulatedTenant, outcomes: ReadonlyMap<string, FetchOutcome>): void {
  const told = new Map<string, string | undefined>();
  for (const [id, outcome] of outcomes) {
    assert.ok(outcome.kind === "photo" || outcome.kind === "none", `${id}: ${JSON.stringify(outcome)}`);
    told.set(id, outcome.kind === "photo" ? createHash("sha256").update(outcome.bytes).digest("hex") : undefined);
  }
  const truth = [...simulated.directory.truth()].map((person) => [person.objectId, person.photoSha256] as const);
  assert.deepEqual([...told].toSorted(), truth.toSorted());
}

test("every photo of the tenant comes, and every form of «no photo» is understood", async (t) => {
  const simulated = await start(t, { people: 400 });
  const tenant = connect(t, simulated);
  assertTruth(simulated, await fetchAll(tenant));
  assert.equal(simulated.traffic.batches.value, 20);
  assert.equal(simulated.traffic.listingPages, 1);
  assert.equal(simulated.traffic.unknown, 0);
  assert.equal(tenant.counters().retries, 0);
});

test("probing tells who has a photo, with the etag that the tenant gives", async (t) => {
  const simulated = await start(t);
  const tenant = connect(t, simulated);
  const ids = async function* () {
    for (const id of simulated.directory.ids()) yield id as ObjectId;
  };
  for (const { objectId, outcome } of await collect(tenant.probePhotos(ids(), never))) {
    const photo = simulated.directory.photoOf(objectId);
    assert.equal(outcome.kind, photo === undefined ? "none" : "found");
    if (outcome.kind === "found") assert.equal(outcome.etag, photo?.etag);
  }
  assert.deepEqual(simulated.traffic.batches, { metadata: 6, value: 0, mixed: 0 });
});

test("whoever has no mailbox is told from whoever has no photo, in every form", async (t) => {
  const simulated = await start(t);
  const tenant = connect(t, simulated);
  const ids = [...simulated.directory.ids()];
  for (const [place, form] of noMailboxForms.entries()) {
    const id = ids[place] as ObjectId;
    simulated.directory.setMailbox(id, form);
    assert.equal((await tenant.probeAlone(id, never)).kind, "noMailbox", form);
  }
});

test("by single calls the same comes out", async (t) => {
  const simulated = await start(t);
  assertTruth(simulated, await fetchAll(connect(t, simulated, { valueMode: "get" })));
  assert.equal(simulated.traffic.plainValues, 120);
  assert.equal(simulated.traffic.batches.value, 0);
});

test("under a limit everybody is answered in the end, and nobody asks before the time they were given", async (t) => {
  const simulated = await start(t, {
    people: 300,
    throttle: { capacity: 60, refillPerSecond: 150, retryAfterSeconds: 0.5 },
  });
  const tenant = connect(t, simulated, { maxTries: 20 });
  assertTruth(simulated, await fetchAll(tenant));
  assert.ok(simulated.traffic.throttled > 0);
  assert.equal(simulated.traffic.earlyRequests, 0);
  assert.ok(tenant.counters().heldMs > 0);
});

test("service errors, resets, web pages and cut answers change nothing about the result", async (t) => {
  const simulated = await start(t);
  simulated.faults.call("batch", [
    { kind: "status", status: 503, retryAfter: 0.1 },
    { kind: "reset", when: "midBody" },
    { kind: "html", status: 200 },
    { kind: "truncatedJson" },
    { kind: "reset", when: "beforeAnswer" },
    { kind: "status", status: 502 },
  ]);
  simulated.faults.everyone("value", { kind: "status", status: 500, code: "ErrorStoreInternalServerError" }, 1);
  assertTruth(simulated, await fetchAll(connect(t, simulated)));
  assert.equal(simulated.traffic.earlyRequests, 0);
});

test("one mailbox that breaks every batch costs nobody else their photo", async (t) => {
  const simulated = await start(t, { people: 20, photoShare: 1 });
  const [odd = ""] = simulated.directory.ids();
  simulated.faults.person(odd, "value", { kind: "reset", when: "midBody" }, Number.POSITIVE_INFINITY);
  const outcomes = await fetchAll(connect(t, simulated));
  const failed = [...outcomes].filter(([, outcome]) => outcome.kind !== "photo");
  assert.equal(failed.length, 1);
  assert.ok(failed[0]?.[0] === odd && failed[0][1].kind === "failed");
});

test("lost page tokens begin the listing again without losing anybody", async (t) => {
  const simulated = await start(t, { people: 2_500 });
  simulated.faults.call("users", { kind: "listing", what: "expiredToken" }, 1, 1);
  simulated.faults.call("users", { kind: "listing", what: "unknownToken" }, 1, 3);
  const tenant = connect(t, simulated);
  const ids = new Set<string>();
  for (const step of await collect(tenant.listPeople(never))) {
    if (step.kind === "page") for (const person of step.people) ids.add(person.objectId);
  }
  assert.deepEqual([...ids].toSorted(), [...simulated.directory.ids()].toSorted());
  assert.equal(tenant.counters().listingRestarts, 2);
});

test("tokens that expire after a moment, are revoked, or meet a claims challenge are replaced on the way", async (t) => {
  const simulated = await start(t, { tokenLifetimeSeconds: 1 });
  const tenant = connect(t, simulated);
  assertTruth(simulated, await fetchAll(tenant));
  simulated.tokens.revokeAll();
  assertTruth(simulated, await fetchAll(tenant));
  simulated.tokens.demandClaims('{"access_token":{"nbf":{"essential":true,"value":"1"}}}');
  assertTruth(simulated, await fetchAll(tenant));
});

test("a wanted size comes where it exists, and the largest below where it does not", async (t) => {
  const simulated = await start(t);
  const outcomes = await fetchAll(connect(t, simulated, { size: "240x240" }));
  for (const [id, outcome] of outcomes) {
    const photo = simulated.directory.photoOf(id);
    assert.equal(outcome.kind, photo === undefined ? "none" : "photo");
  }
});

test("a filter, a group and a list of names choose the people that they say", async (t) => {
  const simulated = await start(t);
  const all = [...simulated.directory.ids()];
  const members = all.slice(0, 30);
  const groupId = simulated.directory.createGroup(members);
  const choices: readonly (readonly [GraphTenantOptions["choice"], number])[] = [
    [{ kind: "filter", filter: "not(startswith(displayName,'zzz'))" }, all.length],
    [{ kind: "group", groupId }, members.length],
    [
      {
        kind: "keys",
        origin: "users-from",
        keys: async function* () {
          yield* members;
          yield "nobody@example.org";
        },
      },
      members.length,
    ],
  ];
  for (const [choice, count] of choices) {
    const steps = await collect(connect(t, simulated, { choice }).listPeople(never));
    const people = steps.flatMap((step) => (step.kind === "page" ? step.people : []));
    assert.equal(people.length, count, choice.kind);
  }
});
