import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readPublished } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest, type World } from "../running/world.ts";
import { Chance } from "./chance.ts";
import { startReader } from "./constant-reader.ts";
import { editTenant, killPass, PublishedNumbers, withoutRepeats } from "./killed-pass.ts";

interface Death {
  /** The operation before which the publish dies. */
  readonly publish: RegExp;
  /** Those before which the recoveries that follow die, one after the other. */
  readonly recoveries?: readonly RegExp[];
}

/** Nothing is published by any of these. */
const beforeCommit: readonly Death[] = [
  { publish: /^open out\/photos$/ },
  { publish: /^run INSERT INTO publishes/ },
  { publish: /^rename changes\// },
  { publish: /^rename out\/manifest\.json/ },
  {
    publish: /^rename out\/manifest\.csv/,
    recoveries: [/^rm changes\//, /^rename out\/manifest\.json/, /^run DELETE FROM publishes/],
  },
];

/** Everything is published by each of these. */
const afterCommit: readonly Death[] = [
  {
    publish: /^rename out\/changes\.csv/,
    recoveries: [/^rename changes\//, /^rename out\/changes\.csv/, /^run UPDATE files SET listed = 0/],
  },
  { publish: /^run UPDATE files SET listed = 0/ },
  { publish: /^run UPDATE publishes SET state/ },
  { publish: /^run UPDATE passes SET ended_at/ },
];

async function manifestDigest({ out }: World): Promise<string> {
  return createHash("sha256")
    .update(await readFile(join(out, "manifest.csv")))
    .digest("hex");
}

test("A publish that dies at any of its steps is published or not, never half, also when its recovery dies", async (t) => {
  const world = await makeWorld(t, { people: 80, photoBytes: "small" });
  const reader = startReader(t, world.out);
  const chance = new Chance(4_711);
  const numbers = new PublishedNumbers();
  assert.ok(await killPass(world, { operation: /^rename out\/manifest\.csv/ }));
  await assert.rejects(manifestDigest(world), { code: "ENOENT" });
  await withoutRepeats(world, () => completed(world, numbers));

  for (const { publish, recoveries = [] } of beforeCommit) {
    const before = await manifestDigest(world);
    editTenant(world, chance);
    for (const operation of [publish, ...recoveries]) {
      assert.ok(await withoutRepeats(world, () => killPass(world, { operation })), `dies at ${operation}`);
      assert.equal(await manifestDigest(world), before);
    }
    // The numbers that were given out stand for other changes now.
    editTenant(world, chance);
    await withoutRepeats(world, () => completed(world, numbers));
    assert.notEqual(await manifestDigest(world), before);
  }

  for (const { publish, recoveries = [] } of afterCommit) {
    editTenant(world, chance);
    assert.ok(await withoutRepeats(world, () => killPass(world, { operation: publish })), `dies at ${publish}`);
    await assertManifestIsTruth(world);
    const published = await manifestDigest(world);
    for (const operation of recoveries) assert.ok(await killPass(world, { operation }), `dies at ${operation}`);
    assert.equal(await manifestDigest(world), published);
    await withoutRepeats(world, () => completed(world, numbers));
    assert.equal(await manifestDigest(world), published);
  }
  const { manifests } = await reader.assertPromiseKept();
  assert.ok(manifests > 5, `${manifests} manifests were seen`);
});

test("A choice that was published just before the process died is known: nobody goes for one short listing", async (t) => {
  const world = await makeWorld(t, { people: 80, photoBytes: "small" });
  const { directory } = world.tenant;
  const filter = ["--filter", "accountEnabled eq true"];
  assertExit(await world.passHere(), 0);
  assert.ok(await killPass(world, { operation: /^rename out\/changes\.csv/ }, [...filter, "--max-delete", "100%"]));
  const before = await manifestDigest(world);
  const [row] = await readManifest(world);
  directory.hideFromListing(row?.objectId ?? "");
  assertExit(await world.passHere(filter), 0);
  assert.equal(await manifestDigest(world), before);
});

async function completed(world: World, numbers: PublishedNumbers): Promise<void> {
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
  numbers.see(await readPublished(world));
}
