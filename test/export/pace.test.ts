import assert from "node:assert/strict";
import { test } from "node:test";
import { outputLayout } from "../../src/manifest/output-layout.ts";
import { openStateForReading } from "../../src/store/state.ts";
import { assertExit, makeWorld } from "../running/world.ts";

test("A pass begins near the calls in flight that the ones before came to, unless Graph has throttled them", async (t) => {
  const world = await makeWorld(t, { people: 2000, photoBytes: "small", latency: { callMs: 50 } });
  const remembered = () => {
    const state = openStateForReading(outputLayout(world.out).stateDb);
    try {
      return Number(state.meta.get("concurrency"));
    } finally {
      state.close();
    }
  };
  assertExit(await world.pass(), 0);
  const reached = (await world.lastRun()).traffic?.concurrency ?? 0;
  assert.ok(reached > 4, `${reached} in flight`);
  assert.equal(remembered(), reached);

  assertExit(await world.passHere(["--concurrency", "2"]), 0);
  assert.equal(remembered(), reached, "a pass that may not go there says nothing against it");

  assertExit(await world.passHere(), 0);
  const second = await world.lastRun();
  const levels = second.samples.slice(1).map(({ concurrency }) => concurrency);
  assert.ok(
    levels.every((level) => level >= reached / 2),
    `${levels} after ${reached}`,
  );

  world.tenant.faults.call("batch", { kind: "status", status: 429, code: "TooManyRequests", retryAfter: 0 });
  assertExit(await world.passHere(["--concurrency", "4"]), 0);
  assert.ok(remembered() <= 4, `${remembered()} after a throttled pass`);
});
