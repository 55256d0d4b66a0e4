import assert from "node:assert/strict";
import { test } from "node:test";
import { assertInStep, readByName } from "../links/by-name.ts";
import { runHere } from "../running/here.ts";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest } from "../running/world.ts";
import { Chance } from "./chance.ts";
import { editTenant, killPass } from "./killed-pass.ts";

const args = ["--links", "employeeId", "--links", "userPrincipalName"];

test("Files that a killed pass had just made are known to be its own, whatever happens to their people before the next one", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory } = world.tenant;
  const whileLinking = { operation: 25, from: /^link by-employeeId/ };
  assert.ok(await killPass(world, whileLinking, args));
  const made = (await readByName(world, "by-employeeId")).size;
  assert.ok(made >= 20, `${made} files`);
  const rows = await readManifest(world);
  for (const [index, { objectId = "" }] of rows.entries()) {
    if (index % 3 === 0) directory.setPhoto(objectId);
    if (index % 3 === 1) directory.setProperty(objectId, "employeeId", `new-${index}`);
    if (index === 2) directory.removePhoto(objectId);
  }
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
  await assertInStep(world, "userPrincipalName");
});

test("Passes that are killed while they bring by-name folders into step are made good by the next one", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const chance = new Chance(20_240_131);
  for (let kill = 0; kill < 9; kill += 1) {
    const moment = { operation: chance.between(1, 60), from: /^run UPDATE publishes SET state/ };
    assert.ok(await killPass(world, moment, args), `killed at ${JSON.stringify(moment)}`);
    editTenant(world, chance);
    // A second one dies on what the first one left.
    if (kill % 3 === 2) continue;
    assertExit(await world.passHere(args), 0);
    await assertManifestIsTruth(world);
    await assertInStep(world, "employeeId");
    await assertInStep(world, "userPrincipalName");
    assertExit(await runHere(["verify", world.out]), 0);
    editTenant(world, chance);
  }
});
