import assert from "node:assert/strict";
import { test } from "node:test";
import { Chance } from "../faults/chance.ts";
import { serveProxy } from "../platform/loopback.ts";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest } from "../running/world.ts";

for (const [how, seed, most] of [
  ["now and then", 1, 250_000],
  ["all the time", 2, 60_000],
] as const) {
  test(`A proxy that cuts connections ${how} loses nobody's photo`, async (t) => {
    const world = await makeWorld(t, { people: 80, photoBytes: "realistic" });
    const chance = new Chance(seed);
    let cutting = true;
    // From within the TLS handshake to many answers later.
    const proxy = await serveProxy({
      cutAfter: () => (cutting ? chance.between(1, most) : Number.POSITIVE_INFINITY),
    });
    t.after(() => proxy.close());
    const through = ["--proxy", proxy.url.href, "--full"];

    const first = await world.passHere(through);
    assert.ok(first.exitCode === 0 || first.exitCode === 4, `exit ${first.exitCode}\n${first.stderr}`);
    const { people, failures } = await world.lastRun();
    assert.equal(people.failed === 0, first.exitCode === 0);
    assert.equal(failures.length, people.failed, "who failed is named");
    assert.ok(proxy.tunnels.length > 10, `${proxy.tunnels.length} tunnels`);
    const before = await readManifest(world);

    const second = await world.passHere(through);
    assert.ok(second.exitCode === 0 || second.exitCode === 4, `exit ${second.exitCode}\n${second.stderr}`);
    const after = new Set((await readManifest(world)).map(({ objectId }) => objectId));
    assert.deepEqual(
      before.filter(({ objectId }) => !after.has(objectId ?? "")),
      [],
      "nobody goes",
    );

    cutting = false;
    assertExit(await world.passHere(through), 0);
    await assertManifestIsTruth(world);
  });
}
