import assert from "node:assert/strict";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { readPublished } from "../running/published.ts";
import { assertExit, assertManifestIsTruth } from "../running/world.ts";
import { ageAnswers, askedIn, makeExchangeWorld } from "./exchange-world.ts";

test("--discover exchange leaves alone whom Graph has denied a photo lately, and asks again in time: nobody is missed", async (t) => {
  const world = await makeExchangeWorld(t, { people: 150 });
  const { directory, mailboxes, traffic } = world.tenant;
  const none = world.mailboxes("no photo");
  const [stale = "", prompt = ""] = none;
  assertExit(await world.discover("exchange"), 0);

  directory.setPhoto(stale);
  mailboxes.say(stale, false);
  directory.setPhoto(prompt);
  traffic.reset();
  assertExit(await world.discover("exchange"), 0);
  const asked = askedIn(world);
  assert.deepEqual(
    none.filter((id) => asked.has(id)),
    [prompt],
  );
  const { rows } = await readPublished(world);
  assert.ok(rows.has(prompt));
  assert.ok(!rows.has(stale));
  const second = await world.lastRun();
  assert.deepEqual([second.people.leftUnasked, second.people.notAsked, second.exitCode], [none.length - 1, 0, 0]);

  const explained = await runHere(["explain", stale, "--out", world.out]);
  assert.match(explained.stdout, /Mailbox +said in pass 2 that it has no picture/);

  ageAnswers(world, 31);
  const third = await world.discover("exchange", ["--refresh-after", "30d"]);
  assertExit(third, 0);
  await assertManifestIsTruth(world);
  assert.match(third.stderr, /1 person has a photo although the mailbox says that it has no picture/);
  assert.equal((await world.lastRun()).exchange?.contradicted, 1);
  assert.equal((await world.lastRun()).people.leftUnasked, 0);
});

test("--discover exchange --full asks everybody", async (t) => {
  const world = await makeExchangeWorld(t, { people: 60 });
  assertExit(await world.discover("exchange"), 0);
  world.tenant.traffic.reset();
  assertExit(await world.discover("exchange", ["--full"]), 0);
  assert.equal(askedIn(world).size, 60);
});

test("--discover exchange-only saves the calls for people without a picture, and removes nobody on Exchange's word", async (t) => {
  const world = await makeExchangeWorld(t, { people: 150 });
  const { directory, mailboxes, traffic } = world.tenant;
  const none = world.mailboxes("no photo");
  const [kept = "", changed = "", removed = "", ...others] = world.mailboxes("a photo");
  const [added = "", missed = ""] = none;
  assertExit(await world.discover("exchange-only"), 0);
  await assertManifestIsTruth(world);
  assert.deepEqual(
    none.filter((id) => askedIn(world).has(id)),
    [],
  );
  const first = await world.lastRun();
  assert.deepEqual([first.people.leftUnasked, first.people.notAsked, first.exitCode], [none.length, 0, 0]);

  // Exchange says of nobody that there is a picture, but for one who has a new one.
  for (const id of [kept, changed, removed, ...others]) mailboxes.say(id, false);
  directory.setPhoto(changed);
  directory.removePhoto(removed);
  directory.setPhoto(added);
  directory.setPhoto(missed);
  mailboxes.say(missed, false);
  traffic.reset();
  const end = await world.discover("exchange-only");
  assertExit(end, 0);
  const { changes, rows } = await readPublished(world);
  assert.deepEqual(
    changes.map(({ objectId, changeType, reason }) => `${objectId} ${changeType} ${reason}`).sort(),
    [`${added} Add photo`, `${changed} Modify photo`, `${removed} Delete photoRemoved`].sort(),
  );
  for (const id of [kept, ...others]) assert.ok(rows.has(id));
  assert.match(end.stderr, /photo although the mailbox says/);

  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
});

test("--rows people lists those as well whom Exchange's word left unasked, and a dry run leaves no trace of it", async (t) => {
  const world = await makeExchangeWorld(t, { people: 60 });
  assertExit(await world.discover("exchange-only", ["--dry-run", "--rows", "people"]), 0);
  assertExit(await world.discover("exchange-only", ["--rows", "people"]), 0);
  const { rows } = await readPublished(world);
  assert.equal(rows.size, 60);
  for (const id of world.mailboxes("no photo")) assert.equal(rows.get(id)?.file, "");
});
