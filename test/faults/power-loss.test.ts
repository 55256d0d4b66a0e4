import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { makeWorld } from "../running/world.ts";
import { Chance } from "./chance.ts";
import { isEverBroken, passAfter, type RecordedPass, recordPass, tryAll } from "./lose-power.ts";
import { makeScenarios, type PassRunner, passRunner, scenarioTenant } from "./scenarios.ts";
import { everyPrefix, everyWindow, samples } from "./volume/crash-states.ts";
import { Durability, withoutFlushes } from "./volume/lost-power.ts";
import type { VolumeLog } from "./volume/volume-log.ts";

const seed = 20_240_131;
const sampleCount = 2_000;
/** After so many of the samples the next pass is run. */
const passesAfter = 8;

/** Flushes without which a reader may find the promise broken: the test would be blind if it did not see that. */
const neededFlushes = [
  /^sync out\/\.exophotos\/tmp\/#\.tmp, .*export\/photo-files$/,
  /^sync out\/\.exophotos\/tmp\/#\.tmp, .*export\/publish-pass$/,
  /^sync out\/\.exophotos\/tmp\/#\.tmp, .*publish\/publish-steps$/,
  /^sync out\/photos\/#, .*publish\/commit$/,
  /^sync out\/renditions\/badge\/#, .*publish\/commit$/,
  /^sync out\/renditions\/badge, .*publish\/commit$/,
  /^sync out, .*publish\/publish-steps$/,
];

interface Recorded {
  readonly folder: string;
  readonly runner: PassRunner;
  readonly passes: readonly RecordedPass[];
}

test("Whenever the power fails while a pass publishes, nothing that manifest.csv lists is lost", async (t) => {
  const recorded = await record(t);
  t.diagnostic(`seed ${seed}`);
  for (const { scenario, log } of recorded.passes) {
    await t.test(
      `${scenario.name}: every moment, every order within six operations, and ${sampleCount} samples`,
      (part) => {
        const durability = new Durability(log);
        const ways = {
          moments: everyPrefix(log, durability),
          orders: everyWindow(log, durability),
          samples: samples(log, durability, new Chance(seed), sampleCount),
        };
        for (const [name, way] of Object.entries(ways)) {
          const { tried, broken, first } = tryAll(log, way);
          part.diagnostic(`${name}: ${tried}`);
          assert.equal(broken, 0, first);
        }
      },
    );
    await t.test(`${scenario.name}: the next pass goes on from what was left`, (part) =>
      goOn(part, recorded, scenario.name, log, "linux"),
    );
    await t.test(
      `${scenario.name}: Windows cannot flush folders, and the next pass repairs what that loses`,
      (part) => {
        const onWindows = withoutFlushes(log, ({ kind }) => kind !== "flushFolder");
        const { broken } = tryAll(onWindows, samples(onWindows, new Durability(onWindows), new Chance(seed), 300));
        assert.notEqual(broken, 0, "there is something to repair");
        return goOn(part, recorded, scenario.name, onWindows, "windows");
      },
    );
  }
  await t.test("Each flush that the promise needs is missed when it is not made", () => {
    const log = recorded.passes.at(-1)?.log;
    assert.ok(log);
    for (const flush of neededFlushes) {
      assert.ok(
        log.entries.some(({ point }) => flush.test(point)),
        `there is ${flush}`,
      );
      const without = withoutFlushes(log, ({ point }) => !flush.test(point));
      const durability = new Durability(without);
      const ways = [
        everyPrefix(without, durability),
        samples(without, durability, new Chance(seed), 200),
        everyWindow(without, durability),
      ];
      assert.ok(
        ways.some((way) => isEverBroken(without, way)),
        `nobody misses ${flush}`,
      );
    }
  });
});

async function record(t: TestContext): Promise<Recorded> {
  const world = await makeWorld(t, scenarioTenant);
  const runner = await passRunner(world);
  const passes: RecordedPass[] = [];
  for (const scenario of await makeScenarios(world, runner)) {
    if (!["a first pass", "a pass with pictures"].includes(scenario.name)) continue;
    passes.push(await recordPass(world, runner, scenario));
  }
  return { folder: world.folder, runner, passes };
}

async function goOn(
  t: TestContext,
  { folder, runner, passes }: Recorded,
  name: string,
  log: VolumeLog,
  system: "linux" | "windows",
): Promise<void> {
  const pass = passes.find(({ scenario }) => scenario.name === name);
  assert.ok(pass);
  const counts = { repaired: 0, told: 0 };
  let n = 0;
  for (const power of samples(log, new Durability(log), new Chance(seed), passesAfter)) {
    n += 1;
    const place = join(folder, `${system}-${passes.indexOf(pass)}-${n}`);
    const became = await passAfter({ ...pass, log }, power, runner, place, system);
    counts[became] += 1;
  }
  t.diagnostic(JSON.stringify(counts));
}
