import assert from "node:assert/strict";
import { test } from "node:test";
import { assertInStep } from "../links/by-name.ts";
import { runHere } from "../running/here.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";
import { Chance } from "./chance.ts";
import { editTenant, killPass } from "./killed-pass.ts";

const args = ["--links", "employeeId", "--links", "userPrincipalName"];

test("Passes that are killed while they bring by-name folders into step are made good by the next one", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const chance = new Chance(20_240_131);
  // The first link of all, then one of the operations of a pass that changes, removes and renames a dozen.
  const first = { operation: /^link by-employeeId/ };
  for (let kill = 0; kill < 12; kill += 1) {
    const moment = kill === 0 ? first : { operation: chance.between(1, 60), from: /^run UPDATE publishes SET state/ };
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
