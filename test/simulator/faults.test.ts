import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type SimulatedTenant, startSimulatedTenant } from "../../src/simulator/start.ts";
import { Client, field, list } from "./client.ts";

describe("the script of faults", () => {
  let tenant: SimulatedTenant;
  let client: Client;
  let id: string;
  let other: string;

  before(async () => {
    tenant = await startSimulatedTenant({
      people: 10,
      photoShare: 1,
      photoBytes: "small",
      recordRequests: true,
      earlyGraceMs: 0,
    });
    [id = "", other = ""] = tenant.directory.ids();
    client = new Client(tenant);
    await client.signIn();
  });
  beforeEach(() => {
    tenant.faults.clear();
    tenant.traffic.reset();
  });
  after(async () => {
    await client.close();
    await tenant.close();
  });

  async function status(path: string): Promise<number> {
    return (await client.get(path)).status;
  }

  it("plays a list one behind the other, and then all is well", async () => {
    tenant.faults.person(id, "metadata", [
      { kind: "status", status: 503 },
      { kind: "status", status: 504 },
    ]);
    const path = `/v1.0/users/${id}/photo`;
    assert.deepEqual([await status(path), await status(path), await status(path)], [503, 504, 200]);
  });

  it("hits a number of calls of a kind, after some have gone by", async () => {
    tenant.faults.call("value", { kind: "status", status: 500 }, 2, 1);
    const path = `/v1.0/users/${id}/photo/$value`;
    assert.deepEqual(
      [await status(path), await status(path), await status(path), await status(path)],
      [200, 500, 500, 200],
    );
  });

  it("hits everyone once, or some for ever", async () => {
    tenant.faults.everyone("metadata", { kind: "status", status: 502 }, 1);
    assert.deepEqual([await status(`/v1.0/users/${id}/photo`), await status(`/v1.0/users/${other}/photo`)], [502, 502]);
    assert.deepEqual([await status(`/v1.0/users/${id}/photo`), await status(`/v1.0/users/${other}/photo`)], [200, 200]);
    const path = `/v1.0/users/${id}/photo/$value`;
    tenant.faults.everyone(
      "value",
      { kind: "status", status: 403 },
      Number.POSITIVE_INFINITY,
      (person) => person === id,
    );
    assert.deepEqual([await status(path), await status(path)], [403, 403]);
    assert.equal(await status(`/v1.0/users/${other}/photo/$value`), 200);
  });

  it("says Retry-After in fractions, and as a date that is not too early", async () => {
    tenant.faults.call("users", { kind: "status", status: 429, retryAfter: 2.128 });
    assert.equal((await client.get("/v1.0/users")).headers["retry-after"], "2.128");
    tenant.faults.call("users", { kind: "status", status: 429, retryAfter: { dateInSeconds: 3 } });
    const before = Date.now();
    const date = Date.parse(String((await client.get("/v1.0/users")).headers["retry-after"]));
    assert.ok(date >= before + 3000 && date <= before + 10_000);
  });

  it("counts who comes before the time, for everybody and for one person", async () => {
    tenant.faults.call("batch", { kind: "status", status: 429, retryAfter: 0 });
    await client.batch([`/users/${id}/photo`]);
    tenant.traffic.reset();
    tenant.faults.call("batch", { kind: "status", status: 429, retryAfter: 60 });
    await client.batch([`/users/${id}/photo`]);
    await client.get(`/v1.0/users/${other}/photo`);
    assert.equal(tenant.traffic.earlyRequests, 1);
    assert.equal(tenant.traffic.throttled, 1);

    // The batch that lifts the wait for everybody comes too early itself.
    tenant.faults.call("batch", { kind: "status", status: 429, retryAfter: 0 });
    await client.batch([`/users/${id}/photo`]);
    assert.equal(tenant.traffic.earlyRequests, 2);
    tenant.faults.person(id, "value", { kind: "status", status: 429, retryAfter: 60 });
    await client.batch([`/users/${id}/photo/$value`]);
    await client.batch([`/users/${other}/photo/$value`]);
    assert.equal(tenant.traffic.earlyRequests, 2);
    await client.batch([`/users/${id}/photo/$value`]);
    assert.equal(tenant.traffic.earlyRequests, 3);
  });

  it("resets before the answer and in its midst", async () => {
    tenant.faults.call("value", { kind: "reset", when: "beforeAnswer" });
    await assert.rejects(client.get(`/v1.0/users/${id}/photo/$value`));
    tenant.faults.call("value", { kind: "reset", when: "midBody" });
    await assert.rejects(client.get(`/v1.0/users/${id}/photo/$value`));
    assert.equal(await status(`/v1.0/users/${id}/photo/$value`), 200);
  });

  it("cuts JSON, answers with a proxy's page, and serves bytes that are no photo", async () => {
    tenant.faults.call("users", { kind: "truncatedJson" });
    const cut = await client.get("/v1.0/users");
    assert.equal(cut.status, 200);
    assert.equal(cut.json, undefined);
    assert.ok(cut.bytes.length > 100);
    tenant.faults.call("users", { kind: "html", status: 200 });
    assert.match(String((await client.get("/v1.0/users")).headers["content-type"]), /text\/html/);
    const whole = tenant.directory.photoOf(id)?.bytes.length ?? 0;
    for (const kind of ["html", "truncatedJpeg", "png", "gif"] as const) {
      tenant.faults.person(id, "value", { kind: "bytes", of: kind });
      const reply = await client.get(`/v1.0/users/${id}/photo/$value`);
      assert.equal(reply.headers["content-type"], "image/jpeg");
      if (kind === "truncatedJpeg") assert.equal(reply.bytes.length, Math.floor(whole * 0.6));
      else assert.equal(reply.bytes.compare(tenant.samples[kind]), 0);
    }
  });

  it("leaves a call without answer until the tenant closes", async () => {
    const silent = await startSimulatedTenant({ people: 1, photoBytes: "small" });
    const waiting = new Client(silent);
    await waiting.signIn();
    silent.faults.call("users", { kind: "hang" });
    const call = waiting.get("/v1.0/users");
    const ended = assert.rejects(call);
    while (silent.traffic.listingPages === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await silent.close();
    await ended;
    await waiting.close();
  });

  it("records who asked for what", async () => {
    await client.get("/v1.0/users?$top=1", {
      "client-request-id": "abc",
      "x-ms-throttle-priority": "low",
      "user-agent": "me/1",
    });
    await client.batch([`/users/${id}/photo`]);
    const [listing, batch] = tenant.traffic.requests;
    assert.equal(listing?.kind, "users");
    assert.equal(listing?.clientRequestId, "abc");
    assert.equal(listing?.throttlePriority, "low");
    assert.equal(listing?.userAgent, "me/1");
    assert.deepEqual([batch?.kind, batch?.items], ["batch", [`/users/${id}/photo`]]);
    assert.equal(tenant.traffic.calls, 2);
  });
});

describe("the simulated throttle", () => {
  it("refuses items once the bucket is empty, then whole calls, and lets through what waited", async () => {
    const throttle = { capacity: 30, refillPerSecond: 0.001, retryAfterSeconds: 9 };
    const tenant = await startSimulatedTenant({ people: 20, photoShare: 1, photoBytes: "small", throttle });
    const client = new Client(tenant);
    try {
      await client.signIn();
      const urls = [...tenant.directory.ids()].map((key) => `/users/${key}/photo`);
      const statusesOf = async () =>
        list((await client.batch(urls)).json, "responses").map((item) => field(item, "status"));
      assert.equal((await statusesOf()).filter((status) => status === 429).length, 0);
      assert.equal((await statusesOf()).filter((status) => status === 429).length, 10);
      const refused = await client.batch(urls);
      assert.equal(refused.status, 429);
      assert.equal(refused.headers["retry-after"], "9");
      assert.equal(tenant.traffic.throttled, 11);
    } finally {
      await client.close();
      await tenant.close();
    }
  });
});
