import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { errorOf } from "../running/said.ts";
import { until } from "../running/until.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

test("Ctrl-C publishes nothing and keeps what was fetched: exit code 130, and the next pass goes on", async (t) => {
  const world = await makeWorld(t, { people: 240, photoBytes: "small", latency: { callMs: 60 } });
  const { directory, traffic } = world.tenant;
  const manifestCsv = join(world.out, "manifest.csv");
  const withPhoto = [...directory.truth()].filter((person) => person.photoSha256 !== undefined);

  /** Starts a pass, interrupts it after a few batches of photos, and returns how many it had downloaded. */
  async function interruptedPass(): Promise<number> {
    traffic.reset();
    const running = world.startPass(["--concurrency", "2"]);
    await until("a few batches of photos", () => traffic.batches.value >= 4, running);
    running.child.kill("SIGINT");
    const error = errorOf(await running.ended, 130);
    assert.match(error.what, /Nothing was published/);
    const { result, exitCode, photos, people } = await world.lastRun();
    assert.deepEqual([result, exitCode], ["interrupted", 130]);
    assert.ok(photos.downloaded > 0 && photos.downloaded < withPhoto.length, `${photos.downloaded} photos`);
    assert.ok(people.notAsked > 0);
    return photos.downloaded;
  }

  const first = await interruptedPass();
  assert.ok(!existsSync(manifestCsv));
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
  assert.equal((await world.lastRun()).photos.downloaded, withPhoto.length - first);

  for (const { objectId } of withPhoto) directory.setPhoto(objectId);
  const published = await readFile(manifestCsv);
  const second = await interruptedPass();
  assert.deepEqual(await readFile(manifestCsv), published);
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
  const { photos } = await world.lastRun();
  assert.deepEqual([photos.downloaded, photos.changed], [withPhoto.length - second, withPhoto.length]);
});

test("A second Ctrl-C ends at once, and leaves nothing that the next pass could stumble over", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { faults, traffic } = world.tenant;
  faults.call("batch", { kind: "hang" }, Number.POSITIVE_INFINITY);
  const running = world.startPass();
  let said = "";
  running.child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until("calls without an answer", () => traffic.batches.value >= 3, running);
  running.child.kill("SIGINT");
  await until("the first Ctrl-C being heeded", () => said.includes('"notice":"interrupted"'), running);
  running.child.kill("SIGINT");
  assert.equal((await running.ended).exitCode, 130);
  // A pass that ends in order writes it.
  assert.ok(!existsSync(join(world.out, "last-run.json")));

  faults.clear();
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
});
