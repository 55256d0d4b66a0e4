import assert from "node:assert/strict";
import { test } from "node:test";
import { readPublished } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";
import { Chance } from "./chance.ts";
import { startReader } from "./constant-reader.ts";
import { countOperations, editTenant, killPass, type Moment, PublishedNumbers, withoutRepeats } from "./killed-pass.ts";

const people = 200;
const seed = 20_240_131;
/** Not more than there are from «prepared» to the end of a pass. */
const publishOperations = 40;

/** A pass that is left alone after one that was killed: it repeats no download, and its output is right. */
async function completePass(world: World, numbers: PublishedNumbers, args: readonly string[] = []): Promise<void> {
  assertExit(await withoutRepeats(world, () => world.passHere(args)), 0);
  await assertManifestIsTruth(world);
  numbers.see(await readPublished(world));
}

/** Of the operations that one pass had, so many at least another has: how many writes go together depends on the machine. */
const surelyReached = 0.8;

/** In turn: when a call reaches the tenant, at any operation, and at one of those that publish. */
function momentOf(kill: number, operations: number, chance: Chance): Moment {
  if (kill % 3 === 0) return { call: chance.between(1, 12) };
  if (kill % 3 === 1) return { operation: chance.between(1, Math.floor(operations * surelyReached)) };
  return { operation: chance.between(1, publishOperations), from: /^run INSERT INTO publishes/ };
}

test("A first pass that is killed time and again gets on each time, and readers never see half of it", async (t) => {
  const world = await makeWorld(t, { people, photoBytes: "small" });
  const reader = startReader(t, world.out);
  const chance = new Chance(seed);
  let kills = 0;
  while (kills < 6) {
    const moment: Moment = kills % 2 === 0 ? { operation: chance.between(1, 400) } : { call: chance.between(1, 8) };
    assert.ok(await withoutRepeats(world, () => killPass(world, moment)), `killed at ${JSON.stringify(moment)}`);
    kills += 1;
  }
  await completePass(world, new PublishedNumbers());
  const { manifests } = await reader.assertPromiseKept();
  assert.ok(manifests <= 1);
});

test("Fourteen passes over a changing tenant are killed anywhere, and those after them put everything right", async (t) => {
  const world = await makeWorld(t, { people, photoBytes: "small" });
  const reader = startReader(t, world.out);
  const chance = new Chance(seed);
  const numbers = new PublishedNumbers();
  await completePass(world, numbers);
  editTenant(world, chance);
  const operations = await countOperations(world);
  numbers.see(await readPublished(world));

  for (let kill = 0; kill < 14; kill += 1) {
    editTenant(world, chance);
    const moment = momentOf(kill, operations, chance);
    assert.ok(await withoutRepeats(world, () => killPass(world, moment)), `killed at ${JSON.stringify(moment)}`);
    if (chance.between(1, 3) === 1) continue;
    editTenant(world, chance);
    await completePass(world, numbers);
  }
  await completePass(world, numbers);
  const { looks, manifests } = await reader.assertPromiseKept();
  assert.ok(looks >= manifests && manifests > 2, `${looks} looks at ${manifests} manifests`);
});

test("Renditions keep the same promise: passes that make and remake them are killed anywhere, and no reader misses one", async (t) => {
  const world = await makeWorld(t, { people: 120, photoBytes: "small" });
  const reader = startReader(t, world.out);
  const chance = new Chance(seed);
  const numbers = new PublishedNumbers();
  const settings = ["thumbnail=48x48", "thumbnail=40x40"].map((rendition) => ["--rendition", rendition]);
  for (let kill = 0; kill < 8; kill += 1) {
    const args = settings[kill % 2] ?? [];
    const moment: Moment =
      kill % 3 === 2
        ? { operation: chance.between(1, publishOperations), from: /^run INSERT INTO publishes/ }
        : { operation: chance.between(20, 500) };
    assert.ok(await withoutRepeats(world, () => killPass(world, moment, args)), `killed at ${JSON.stringify(moment)}`);
    if (kill % 2 === 0) continue;
    await completePass(world, numbers, args);
    const { rows } = await readPublished(world);
    for (const row of rows.values()) assert.match(row.thumbnailFile ?? "", /^renditions\/thumbnail\//);
    editTenant(world, chance);
  }
  const { manifests } = await reader.assertPromiseKept();
  assert.ok(manifests > 2, `${manifests} manifests`);
});
