import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { until } from "../running/until.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

test("A second pass says that one is running; verify, changes, explain and a dry run work meanwhile", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory, faults, traffic } = world.tenant;
  const [person] = directory.truth();
  assertExit(await world.passHere(), 0);
  const lastRun = await readFile(join(world.out, "last-run.json"));
  directory.setPhoto(person?.objectId ?? "");

  faults.call("batch", { kind: "hang" }, 2);
  traffic.reset();
  const running = world.startPass(["--concurrency", "2"]);
  await until("a pass at work", () => traffic.calls >= 3, running);
  const { what, todo } = errorOf(await world.pass(), 6);
  assert.equal(what, `Another pass is working on ${world.out}.`);
  assert.match(todo, /Wait until it has ended/);
  assert.deepEqual(await readFile(join(world.out, "last-run.json")), lastRun);
  assertExit(await runHere(["verify", world.out]), 0);
  const changes = await runHere(["changes", world.out, "--since", "0"]);
  assertExit(changes, 0);
  assert.ok(changes.stdout.split("\r\n").length > 20);
  assertExit(await runHere(["explain", person?.objectId ?? "", "--out", world.out]), 0);
  assertExit(await world.passHere(["--dry-run"]), 0);

  // A pass that was killed leaves no lock behind.
  running.child.kill("SIGKILL");
  await running.ended;
  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
});
