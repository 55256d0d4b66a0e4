import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type SimulatedTenant, startSimulatedTenant } from "../../src/simulator/start.ts";
import { carryOut } from "./tenant-orders.ts";

let tenant: SimulatedTenant;
before(async () => {
  tenant = await startSimulatedTenant({ people: 200, photoBytes: "small" });
});
after(() => tenant.close());

function hashes(): ReadonlyMap<string, string> {
  return new Map(carryOut(tenant, { order: "photoHashes" }) as [string, string][]);
}

test("A part of those with a photo get another one, and everyone else keeps theirs", () => {
  const first = hashes();
  const changed = carryOut(tenant, { order: "changePhotos", share: 0.1 });
  const others = Array.from(hashes()).filter(([id, sha256]) => first.get(id) !== sha256);
  assert.equal(changed, Math.ceil(first.size / 10));
  assert.equal(others.length, changed);
  assert.equal(hashes().size, first.size);
});

test("Some people's photos are refused so often each, and again once it is ordered anew", () => {
  const order = { order: "refusePeople", share: 0.1, timesEach: 2, retryAfterSeconds: 1 } as const;
  const ids = Array.from(tenant.directory.ids());
  const refusals = () => ids.filter((id) => tenant.faults.take("value", id) !== undefined).length;
  carryOut(tenant, order);
  const refused = refusals();
  assert.ok(refused > 0 && refused < ids.length / 4);
  assert.equal(refusals(), refused);
  assert.equal(refusals(), 0);
  carryOut(tenant, order);
  assert.equal(refusals(), refused);
});

test("What a tenant was asked is counted from one question to the next", () => {
  tenant.traffic.callBegins();
  tenant.traffic.callEnds();
  const counts = () => (carryOut(tenant, { order: "takeTraffic" }) as { readonly calls: number }).calls;
  assert.equal(counts(), 1);
  assert.equal(counts(), 0);
});
