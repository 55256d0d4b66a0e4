import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { readPublished } from "../running/published.ts";
import { errorOf, logLines } from "../running/said.ts";
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

for (const name of ["changes.csv", "last-run.json"]) {
  test(`Ctrl-C while ${name} is waited for, which somebody has open, does not make a published pass one that was not`, async (t) => {
    const world = await makeWorld(t, { people: 40, photoBytes: "small" });
    const [HELD_FILE, HELD_LOG] = [join(world.out, name), join(world.folder, "held.log")];
    const nodeOptions = ["--import", pathToFileURL(join(import.meta.dirname, "held-file.ts")).href];
    const running = world.startPass([], { nodeOptions, env: { HELD_FILE, HELD_LOG } });
    await until(`${name} being waited for`, () => existsSync(HELD_LOG), running);
    running.child.kill("SIGINT");
    const end = await running.ended;
    assertExit(end, 0);
    await assertManifestIsTruth(world);
    assert.doesNotMatch(end.stderr, /nothing was published/i);
    const refused = logLines(end).find((line) => line.notice === "diskRefused");
    assert.deepEqual([refused?.path, refused?.errno], [HELD_FILE, "EINTR"]);
    assertExit(await world.passHere(), 0);
    assert.deepEqual((await readPublished(world)).changes, []);
  });
}
