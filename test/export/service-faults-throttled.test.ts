import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../src/simulator/faults.ts";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest } from "../running/world.ts";

const nothing: Fault = { kind: "delay", ms: 0 };
const throttled = (retryAfter?: Extract<Fault, { kind: "status" }>["retryAfter"], status = 429): Fault => ({
  kind: "status",
  status,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});
/** On a busy machine what is on its way when everybody is told to wait arrives late. */
const earlyGraceMs = 250;
/** About 40 % of all people. */
const aGoodPart = (objectId: string) => /^[0-5]/.test(objectId);
/** Those without a time come first: a back-off grows with each try of one call. */
const wholeCalls = [
  throttled(),
  throttled(undefined, 424),
  nothing,
  throttled(0.7),
  nothing,
  throttled({ dateInSeconds: 2 }),
  nothing,
  throttled(0.6),
  nothing,
  throttled(0.5, 503),
];

test("A throttled pass waits as it is told, asks nothing too early, and ends as an undisturbed one", async (t) => {
  const world = await makeWorld(t, { people: 200, photoBytes: "small", earlyGraceMs });
  const { directory, faults, traffic } = world.tenant;
  const people = [...directory.truth()];
  const withPhoto = people.filter(({ photoSha256 }) => photoSha256 !== undefined).map(({ objectId }) => objectId);

  await t.test("whole calls and items of the first downloads", async () => {
    faults.call("users", throttled(0.4));
    faults.call("batch", wholeCalls);
    faults.everyone("value", throttled(0.15), 1, aGoodPart);
    for (const [index, status] of [429, 424].entries()) {
      faults.person(withPhoto[index] ?? "", "value", [throttled(undefined, status), throttled(0.7, status)]);
    }
    assertExit(await world.pass(), 0);
    await assertManifestIsTruth(world);
    assert.equal(traffic.earlyRequests, 0);
    const { traffic: counted, people: tally } = await world.lastRun();
    assert.ok(counted !== undefined && counted.throttledAnswers >= 60, `${counted?.throttledAnswers} were counted`);
    assert.ok(counted.heldMs >= 1000, `held for ${counted.heldMs} ms`);
    assert.ok(counted.retries >= 6, `${counted.retries} retries`);
    assert.equal(tally.failed, 0);
  });

  await t.test("questions for metadata, for one photo alone and for one user", async () => {
    faults.clear();
    traffic.reset();
    const [gone, left, changed] = withPhoto;
    directory.removePhoto(gone ?? "");
    directory.removePerson(left ?? "");
    directory.setPhoto(changed ?? "");
    faults.call("batch", [throttled(0.3), nothing, throttled({ dateInSeconds: 1 })]);
    faults.everyone("metadata", throttled(0.15), 1, (id) => aGoodPart(id) || id === gone);
    faults.person(gone ?? "", "metadata", [throttled(), throttled(0.2), throttled(0.4)]);
    faults.call("user", throttled(0.3));
    assertExit(await world.passHere(), 0);
    await assertManifestIsTruth(world);
    assert.equal(traffic.earlyRequests, 0);
    const { photos, people: tally } = await world.lastRun();
    assert.deepEqual([photos.changed, photos.removed, tally.left, tally.failed], [1, 2, 1, 0]);
  });

  await t.test("a tenant that is to be left alone for an hour is left alone, and everybody keeps the row", async () => {
    faults.clear();
    traffic.reset();
    const before = await readManifest(world);
    faults.call("batch", throttled(3600), Number.POSITIVE_INFINITY);
    assertExit(await world.passHere(["--full", "--max-wait", "1s"]), 4);
    assert.deepEqual(await readManifest(world), before);
    assert.equal(traffic.earlyRequests, 0);
    const { failuresTotal, people: tally } = await world.lastRun();
    assert.equal(failuresTotal, tally.listed);
  });

  await t.test("somebody who would have to wait for longer than --max-wait fails and keeps the row", async () => {
    faults.clear();
    const before = await readManifest(world);
    faults.person(withPhoto[5] ?? "", "value", throttled(3600));
    assertExit(await world.passHere(["--full", "--max-wait", "1s"]), 4);
    assert.deepEqual(await readManifest(world), before);
    const { failures, failuresTotal } = await world.lastRun();
    assert.equal(failuresTotal, 1);
    assert.equal(failures[0]?.objectId, withPhoto[5]);
    assert.equal(failures[0]?.reason, "throttled");
  });
});

test("A tenant that counts requests refuses many, and gets each again when it said so", async (t) => {
  const throttle = { capacity: 60, refillPerSecond: 150, retryAfterSeconds: 0.4 };
  const world = await makeWorld(t, { people: 240, photoBytes: "small", throttle, earlyGraceMs });
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
  const { traffic } = world.tenant;
  assert.ok(traffic.throttled > 0, "nothing was throttled");
  assert.equal(traffic.earlyRequests, 0);
  const { traffic: counted } = await world.lastRun();
  assert.equal(counted?.throttledAnswers, traffic.throttled);
});
