import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { test } from "node:test";
import type { Change } from "../../src/model/change.ts";
import { runHere } from "../running/here.ts";
import { snapshot } from "../running/snapshot.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

const copies = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("exophotos-dry-run-")).sort();

test("--dry-run says what a pass would change and writes nothing in OUT", async (t) => {
  const world = await makeWorld(t, { people: 100, photoBytes: "small" });
  const { directory } = world.tenant;
  const withPhoto = [...directory.truth()].filter((person) => person.photoSha256 !== undefined);

  await t.test("where nothing was ever exported, the folder is not made either", async () => {
    const end = await world.pass(["--dry-run"]);
    assertExit(end, 0);
    const lines = end.stdout.split("\n").slice(0, -1);
    assert.equal(lines.length, withPhoto.length);
    for (const line of lines) assert.match(line, /^\+ [0-9a-f-]{36} "[^"]+" photo$/);
    assert.ok(!existsSync(world.out));
    assertExit(await world.passHere(), 0);
  });

  const [changed, gone, left, renamed] = withPhoto.map(({ objectId }) => objectId);
  if (changed === undefined || gone === undefined || left === undefined || renamed === undefined) assert.fail();
  directory.setPhoto(changed);
  directory.removePhoto(gone);
  directory.removePerson(left);
  directory.rename(renamed, "somebody.else@fabrikam.example");
  const expected = new Set([
    `Modify photo ${changed}`,
    `Delete photoRemoved ${gone}`,
    `Delete left ${left}`,
    `Modify attributes ${renamed}`,
  ]);
  const before = await snapshot(world.out);

  await t.test("--json gives the planned changes in one document", async () => {
    const kept = await copies();
    const end = await world.passHere(["--dry-run", "--json"]);
    assertExit(end, 0);
    const document = JSON.parse(end.stdout) as { result: string; photos: object; planned: readonly Change[] };
    assert.equal(document.result, "dryRun");
    const planned = document.planned.map(({ changeType, reason, objectId }) => `${changeType} ${reason} ${objectId}`);
    assert.deepEqual(new Set(planned), expected);
    assert.deepEqual(await snapshot(world.out), before);
    assert.deepEqual(await copies(), kept, "the copy of the state is gone");
  });

  await t.test("a guard stops it as it would stop the pass, and leaves no list", async () => {
    assertExit(await world.passHere(["--dry-run", "--max-delete", "0"]), 5);
    assert.deepEqual(await snapshot(world.out), before);
  });

  await t.test("verify and explain leave nothing in OUT either", async () => {
    assertExit(await runHere(["verify", world.out]), 0);
    assertExit(await runHere(["explain", left, "--out", world.out]), 0);
    assert.deepEqual(await snapshot(world.out), before);
  });

  await t.test("the pass then does what was planned", async () => {
    assertExit(await world.passHere(), 0);
    await assertManifestIsTruth(world);
    const { manifest } = await world.lastRun();
    assert.deepEqual(manifest?.changes, { add: 0, modify: 2, delete: 2 });
  });
});
