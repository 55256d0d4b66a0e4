import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../src/simulator/faults.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

const nothing: Fault = { kind: "delay", ms: 0 };
const status = (code: number): Fault => ({ kind: "status", status: code });
const html = (code: number): Fault => ({ kind: "html", status: code });
const resetBefore: Fault = { kind: "reset", when: "beforeAnswer" };
const resetMidBody: Fault = { kind: "reset", when: "midBody" };
const truncatedJson: Fault = { kind: "truncatedJson" };
const everyKind = [
  ...[status(500), status(502), status(503), status(504)],
  ...[resetBefore, resetMidBody, html(200), html(502), truncatedJson],
];
/** Good answers between them: a call waits the longer the more often it failed. */
const spread = everyKind.flatMap((fault) => [fault, nothing]);

test("Failing services, cut connections and a proxy's pages change nothing in the result", async (t) => {
  const world = await makeWorld(t, { people: 240, photoBytes: "small" });
  const { directory, faults, traffic } = world.tenant;
  const withPhoto = [...directory.truth()].flatMap(({ objectId, photoSha256 }) => (photoSha256 ? [objectId] : []));

  await t.test("in the first downloads, the listing and the sign-in", async () => {
    faults.call("token", [html(200)]);
    faults.call("users", [resetMidBody, html(502)]);
    faults.call("batch", spread);
    for (const [index, fault] of [status(500), status(502), status(503), status(504), html(200), html(403)].entries()) {
      faults.person(withPhoto[index] ?? "", "value", fault);
    }
    assertExit(await world.pass(), 0);
    await assertManifestIsTruth(world);
    const { traffic: counted, people } = await world.lastRun();
    assert.equal(people.failed, 0);
    assert.ok(counted !== undefined && counted.retries >= everyKind.length, `${counted?.retries} retries`);
  });

  await t.test("in the probes, and in what is asked about one person alone", async () => {
    faults.clear();
    traffic.reset();
    const [gone, left, changed] = withPhoto;
    directory.removePhoto(gone ?? "");
    directory.removePerson(left ?? "");
    directory.setPhoto(changed ?? "");
    faults.call("token", [resetBefore]);
    faults.call("users", [truncatedJson, status(503)]);
    faults.call("batch", [html(200), nothing, resetMidBody, nothing, truncatedJson]);
    faults.person(gone ?? "", "metadata", [status(503), html(200), resetMidBody]);
    faults.call("user", [html(502), resetBefore]);
    assertExit(await world.passHere(), 0);
    await assertManifestIsTruth(world);
    const { photos, people } = await world.lastRun();
    assert.deepEqual([photos.changed, photos.removed, people.left, people.failed], [1, 2, 1, 0]);
  });

  await t.test("in photos that are asked for one by one", async () => {
    faults.clear();
    traffic.reset();
    const withoutJson = everyKind.filter((fault) => fault !== truncatedJson);
    for (const [index, fault] of withoutJson.entries()) faults.person(withPhoto[20 + index] ?? "", "value", fault);
    assertExit(await world.passHere(["--full", "--value-by", "get"]), 0);
    await assertManifestIsTruth(world);
    assert.equal(traffic.batches.value, 0);
    const { people } = await world.lastRun();
    assert.equal(traffic.plainValues, people.listed + withoutJson.length);
  });
});
