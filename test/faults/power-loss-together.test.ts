import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { makeWorld } from "../running/world.ts";
import { Chance } from "./chance.ts";
import { isEverBroken, passAfter, recordPass, tryAll } from "./lose-power.ts";
import { passRunner } from "./scenarios.ts";
import { everyPrefix, samples } from "./volume/crash-states.ts";
import { Durability, withoutFlushes } from "./volume/lost-power.ts";

const skip = process.platform === "linux" ? false : "only Linux flushes a file system at once";
const seed = 20_240_131;

test("Photos that are flushed together are not lost with the power once a manifest lists them", { skip }, async (t) => {
  const world = await makeWorld(t, { people: 100, photoShare: 1, photoBytes: "small" });
  const runner = await passRunner(world);
  const template = join(world.folder, "empty");
  await mkdir(template);
  const pass = await recordPass(world, runner, { name: "many photos", template, options: [] });
  const { log } = pass;
  const durability = new Durability(log);
  for (const way of [everyPrefix(log, durability), samples(log, durability, new Chance(seed), 500)]) {
    const { tried, broken, first } = tryAll(log, way);
    t.diagnostic(`${tried} losses of power`);
    assert.equal(broken, 0, first);
  }

  await t.test("and are fetched again where they were lost before", async () => {
    for (const [n, power] of [...samples(log, durability, new Chance(seed), 6)].entries()) {
      assert.equal(await passAfter(pass, power, runner, join(world.folder, `after-${n}`), "linux"), "repaired");
    }
  });

  await t.test("which would be seen if the volume were not flushed", () => {
    const deaf = withoutFlushes(log, ({ kind }) => kind !== "flushVolume");
    assert.ok(isEverBroken(deaf, samples(deaf, new Durability(deaf), new Chance(seed), 500)));
  });
});
