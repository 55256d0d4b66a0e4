import assert from "node:assert/strict";
import { test } from "node:test";
import { askedIn } from "../exchange/exchange-world.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";

/** A pass that runs so many days later, and whom it asked about. */
async function askedLater(world: World, days: number, args: readonly string[]): Promise<ReadonlySet<string>> {
  const later = `const now = Date.now; Date.now = () => now() + ${days * 86_400_000};`;
  world.tenant.traffic.reset();
  assertExit(await world.pass(args, { nodeOptions: ["--import", `data:text/javascript,${later}`] }), 0);
  return askedIn(world);
}

test("Seven nightly passes find every change, each with about a seventh of the requests", async (t) => {
  const world = await makeWorld(t, { people: 280 });
  const { directory } = world.tenant;
  const within = ["--recheck-within", "7d"];
  assert.equal((await askedLater(world, 0, within)).size, 280);
  const withPhoto = [...directory.truth()].filter(({ photoSha256 }) => photoSha256 !== undefined);
  const without = [...directory.truth()].filter(({ photoSha256 }) => photoSha256 === undefined);
  for (const { objectId } of withPhoto.slice(0, 10)) directory.removePhoto(objectId);
  for (const { objectId } of withPhoto.slice(10, 40)) directory.setPhoto(objectId);
  for (const { objectId } of without.slice(0, 20)) directory.setPhoto(objectId);
  const asked = new Set<string>();
  for (let night = 1; night <= 7; night++) {
    const tonight = await askedLater(world, night, within);
    assert.ok(tonight.size > 10 && tonight.size < 80, `${tonight.size} of 280 in night ${night}`);
    for (const id of tonight) asked.add(id);
  }
  assert.equal(asked.size, 280);
  await assertManifestIsTruth(world);
});
