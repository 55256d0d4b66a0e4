import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type SimulatedTenant, startSimulatedTenant } from "../../src/simulator/start.ts";
import { Client, field, list } from "./client.ts";

describe("the simulated tenant's batches", () => {
  let tenant: SimulatedTenant;
  let client: Client;
  let ids: string[];

  before(async () => {
    tenant = await startSimulatedTenant({ people: 60, photoShare: 1, photoBytes: "small" });
    ids = [...tenant.directory.ids()];
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

  it("answer in another order, with header names in any case and every form of base64, the right bytes", async () => {
    const orders: string[] = [];
    const headerNames = new Set<string>();
    const forms = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      const asked = ids.slice(round, round + 20);
      const reply = await client.batch(asked.map((id) => `/users/${id}/photo/$value`));
      assert.equal(reply.status, 200);
      const responses = list(reply.json, "responses");
      orders.push(responses.map((item) => field(item, "id")).join());
      for (const item of responses) {
        const text = String(field(item, "body"));
        const truth = tenant.directory.photoOf(asked[Number(field(item, "id")) - 1] ?? "");
        assert.equal(Buffer.from(text, "base64").compare(truth?.bytes ?? Buffer.alloc(0)), 0);
        for (const name of Object.keys(field(item, "headers") as object)) headerNames.add(name);
        if (text.includes("-") || text.includes("_")) forms.add("url");
        else if (text.length % 4 !== 0) forms.add("unpadded");
        else if (text.endsWith("=")) forms.add("padded");
      }
    }
    assert.equal(new Set(orders).size, 20);
    assert.deepEqual([...forms].sort(), ["padded", "unpadded", "url"]);
    for (const name of ["ETag", "etag", "ETAG", "Content-Type", "content-type"]) assert.ok(headerNames.has(name), name);
    assert.deepEqual({ ...tenant.traffic.batches }, { metadata: 0, value: 20, mixed: 0 });
    assert.equal(tenant.traffic.valueItems, 400);
  });

  it("hold metadata, single users and sizes, too", async () => {
    const [id = ""] = ids;
    const reply = await client.batch([
      `users/${id}/photo`,
      `/users/${id}?$select=mail`,
      `/users/${id}/photos`,
      "/nonsense",
    ]);
    const statuses = new Map(list(reply.json, "responses").map((item) => [field(item, "id"), field(item, "status")]));
    assert.deepEqual(
      [1, 2, 3, 4].map((number) => statuses.get(String(number))),
      [200, 200, 200, 400],
    );
    assert.equal(tenant.traffic.batches.mixed, 1);
    assert.equal(tenant.traffic.metadataItems, 1);
  });

  it("are refused as a whole: over 20, ids twice in another case, ids missing, no JSON", async () => {
    const url = `/users/${ids[0]}/photo`;
    assert.equal((await client.batch(new Array(21).fill(url))).status, 400);
    assert.equal((await client.batch(new Array(20).fill(url))).status, 200);
    assert.equal((await client.batch([url, url], ["a", "A"])).status, 400);
    const json = { "content-type": "application/json" };
    assert.equal(
      (await client.post("/v1.0/$batch", JSON.stringify({ requests: [{ method: "GET", url }] }), json)).status,
      400,
    );
    assert.equal((await client.post("/v1.0/$batch", '{"requests":[]}', json)).status, 400);
    assert.equal((await client.post("/v1.0/$batch", "{", json)).status, 400);
    assert.equal((await client.post("/v1.0/$batch", "{}", {})).status, 415);
  });

  it("refuse absolute addresses item by item", async () => {
    const reply = await client.batch([`${tenant.graphEndpoint}/v1.0/users/${ids[0]}/photo`]);
    assert.equal(field(reply.json, "responses", 0, "status"), 400);
  });

  it("run four items at a time", async () => {
    const slow = await startSimulatedTenant({
      people: 20,
      photoShare: 1,
      photoBytes: "small",
      latency: { callMs: 20, itemMs: 40 },
    });
    const slowClient = new Client(slow);
    try {
      await slowClient.signIn();
      const urls = [...slow.directory.ids()].map((id) => `/users/${id}/photo`);
      const started = performance.now();
      await slowClient.batch(urls);
      // Five rounds; a lower bound only, so that a busy machine does not matter.
      assert.ok(performance.now() - started >= 20 + 5 * 40 - 2);
    } finally {
      await slowClient.close();
      await slow.close();
    }
  });

  it("give the items of one person the answers that the script has for that person", async () => {
    const [first = "", second = "", third = "", fourth = ""] = ids;
    tenant.faults.person(first, "value", { kind: "status", status: 429, retryAfter: 7 });
    tenant.faults.person(second, "value", { kind: "status", status: 503, code: "X", message: "y" });
    tenant.faults.person(third, "value", { kind: "html", status: 502 });
    tenant.faults.person(fourth, "value", { kind: "bytes", of: "png" });
    const urls = ids.slice(0, 4).map((id) => `/users/${id}/photo/$value`);
    const byId = new Map(list((await client.batch(urls)).json, "responses").map((item) => [field(item, "id"), item]));
    const headers = Object.entries(field(byId.get("1"), "headers") as Record<string, string>);
    assert.equal(field(byId.get("1"), "status"), 429);
    assert.equal(headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1], "7");
    assert.equal(field(byId.get("2"), "body", "error", "code"), "X");
    assert.match(String(field(byId.get("3"), "body")), /<html>/);
    assert.equal(Buffer.from(String(field(byId.get("4"), "body")), "base64").compare(tenant.samples.png), 0);
    for (const item of list((await client.batch(urls)).json, "responses")) assert.equal(field(item, "status"), 200);
  });

  it("keep what the script has for a person when they are refused as a whole", async () => {
    const [id = ""] = ids;
    tenant.faults.person(id, "metadata", { kind: "status", status: 504 });
    tenant.faults.call("batch", { kind: "status", status: 503 });
    assert.equal((await client.batch([`/users/${id}/photo`])).status, 503);
    assert.equal(field((await client.batch([`/users/${id}/photo`])).json, "responses", 0, "status"), 504);
    assert.equal(tenant.traffic.batches.metadata, 2);
  });

  it("fall with one item that is reset, and come back when the script is over", async () => {
    tenant.faults.person(ids[3] ?? "", "metadata", { kind: "reset", when: "midBody" });
    const urls = ids.slice(0, 20).map((id) => `/users/${id}/photo`);
    await assert.rejects(client.batch(urls));
    assert.equal((await client.batch(urls)).status, 200);
  });
});
