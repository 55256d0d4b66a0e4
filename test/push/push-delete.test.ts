import assert from "node:assert/strict";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { assertExit } from "../running/world.ts";
import { countsOf, makePushWorld } from "./push-world.ts";

test("Leavers lose their photos, which is seen in the tenant; more than a few want --max-change", async (t) => {
  const world = await makePushWorld(t, { people: 60, photoShare: 1 });
  const { tenant, ids } = world;
  const leavers = ids.slice(0, 30);
  const list = await world.list([["person"], ...leavers.map((id) => [world.upnOf(id)])]);
  const remove = (args: readonly string[]) =>
    runHere(["push", ...world.access, "--delete", "--list", list, "--json", ...args]);
  assert.equal(errorOf(await remove([]), 5).code, "pushStopped");
  const dry = await remove(["--max-change", "30", "--dry-run"]);
  assert.deepEqual(countsOf(dry), { named: 30, toRemove: 30 });
  assert.equal(tenant.traffic.writes, 0);
  const end = await remove(["--max-change", "30"]);
  assertExit(end, 0);
  assert.deepEqual(countsOf(end), { named: 30, removed: 30 });
  for (const id of leavers) assert.equal(tenant.directory.photoOf(id), undefined);
  for (const id of ids.slice(30)) assert.ok(tenant.directory.photoOf(id) !== undefined);
  const again = await remove([]);
  assertExit(again, 0);
  assert.deepEqual(countsOf(again), { named: 30, hadNone: 30 });
});

test("Removing photos takes no folder, and needs a list", async (t) => {
  const world = await makePushWorld(t, { people: 2 });
  const list = await world.list([["person"], ["ada"]]);
  assert.equal(errorOf(await world.push(["--delete", "--list", list]), 2).code, "settingInvalid");
  const error = errorOf(await runHere(["push", ...world.access, "--delete"]), 2);
  assert.match(error.what, /"list" \(not set\) is required to remove photos/);
});
