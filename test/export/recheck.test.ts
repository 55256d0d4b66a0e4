import assert from "node:assert/strict";
import { test } from "node:test";
import { askedIn, makeExchangeWorld } from "../exchange/exchange-world.ts";
import { runHere } from "../running/here.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";

/** A pass, and whom it asked about. */
async function askedBy(world: World, args: readonly string[]): Promise<ReadonlySet<string>> {
  world.tenant.traffic.reset();
  assertExit(await world.passHere(args), 0);
  return askedIn(world);
}

test("Under --recheck-within a pass leaves those alone whose answer is young, and asks about new people first", async (t) => {
  const world = await makeWorld(t, { people: 80 });
  const { directory } = world.tenant;
  const within = ["--recheck-within", "300d"];
  assert.equal((await askedBy(world, within)).size, 80);
  const newcomer = directory.addPerson();
  assert.deepEqual(await askedBy(world, within), new Set([newcomer]));
  await assertManifestIsTruth(world);
  const { people, photos } = await world.lastRun();
  assert.deepEqual([people.listed, people.notDue, people.notAsked, photos.removed], [81, 80, 0, 0]);

  const [somebody] = [...directory.truth()];
  assert.ok(somebody);
  const explained = await runHere(["explain", somebody.objectId, "--out", world.out]);
  assert.match(explained.stdout, /Next due {5}asked by 20\d\d-[\dT:.-]+Z at the latest/);
  assert.deepEqual(await askedBy(world, [...within, "--only", somebody.objectId]), new Set([somebody.objectId]));
  assert.equal((await askedBy(world, [...within, "--full"])).size, 81);
  assert.equal((await askedBy(world, [])).size, 81, "and in each pass without it");
  assert.equal(
    (await askedBy(world, [...within, "--rendition", "badge=48x48"])).size > 20,
    true,
    "a new wish is not left",
  );
});

test("Whoever failed, or whose mailbox says otherwise than is known, is asked in the next pass", async (t) => {
  const world = await makeExchangeWorld(t, { people: 80 });
  const discover = () => world.discover("exchange", ["--recheck-within", "300d"]);
  const [failing = ""] = world.mailboxes("a photo");
  world.tenant.faults.person(failing, "value", { kind: "status", status: 403, code: "ErrorAccessDenied" });
  assertExit(await discover(), 4);
  world.tenant.faults.clear();
  const [gained = ""] = world.mailboxes("no photo");
  world.tenant.directory.setPhoto(gained);
  world.tenant.traffic.reset();
  assertExit(await discover(), 0);
  assert.deepEqual(askedIn(world), new Set([failing, gained]));
  await assertManifestIsTruth(world);
});
