import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Fault, ListingFault } from "../../src/simulator/faults.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

const page: Fault = { kind: "delay", ms: 0 };
const wrong = (what: ListingFault): Fault => ({ kind: "listing", what });

test("Page tokens that expire in mid-listing and empty pages lose nobody and count nobody twice", async (t) => {
  const people = 2100;
  const world = await makeWorld(t, { people, photoBytes: "small", photoShare: 0.1 });
  const { faults, traffic } = world.tenant;
  const manifest = () => readFile(join(world.out, "manifest.csv"));

  await t.test("in the first listing", async () => {
    faults.call("users", [
      ...[page, wrong("expiredToken")],
      ...[page, page, wrong("unknownToken")],
      ...[page, wrong("gone")],
      ...[wrong("emptyPage"), page, wrong("emptyPage"), page, page],
    ]);
    assertExit(await world.pass(), 0);
    await assertManifestIsTruth(world);
    assert.equal(traffic.listingPages, 12);
    assert.equal(traffic.valueItems, people);
    const { people: tally, traffic: counted, listingEnded } = await world.lastRun();
    assert.equal(tally.listed, people);
    assert.equal(counted?.listingRestarts, 3);
    assert.ok(listingEnded);
  });

  await t.test("a next page on another host is never asked for: exit code 8, nothing changed", async () => {
    faults.clear();
    traffic.reset();
    const before = await manifest();
    faults.call("users", [page, wrong("foreignNextLink")]);
    const end = await world.passHere();
    assertExit(end, 8);
    assert.match(end.stderr, /the next page is said to be on another host/);
    assert.doesNotMatch(end.stderr, /attacker/);
    assert.deepEqual(await manifest(), before);
    assert.equal(traffic.listingPages, 2);
  });

  await t.test("a listing whose token expires every time is given up: exit code 8, nothing changed", async () => {
    faults.clear();
    const before = await manifest();
    faults.call("users", [page, wrong("gone")], Number.POSITIVE_INFINITY);
    const end = await world.passHere();
    assertExit(end, 8);
    assert.match(end.stderr, /began again 10 times/);
    assert.deepEqual(await manifest(), before);
  });
});
