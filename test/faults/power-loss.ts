import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { makeWorld } from "../running/world.ts";
import { Chance } from "./chance.ts";
import { isEverBroken, passAfter, type RecordedPass, recordPass, tryAll } from "./lose-power.ts";
import { makeScenarios, type PassRunner, passRunner, scenarioTenant } from "./scenarios.ts";
import { everyPrefix, everyWindow, onlyDue, samples } from "./volume/crash-states.ts";
import { Durability, withoutFlushes } from "./volume/lost-power.ts";
import type { VolumeLog } from "./volume/volume-log.ts";

/** How much is tried. */
export interface PowerLossTrial {
  readonly seed: number;
  /** The passes that lose the power, by the names of their scenarios. */
  readonly scenarios: readonly string[];
  /** Samples of each pass, beside every moment and every order within windows. */
  readonly samples: number;
  /** After so many samples, and one loss at the end, the next pass is run, on each system. */
  readonly passesAfter: number;
}

/** Flushes without which a reader may find the promise broken: the trial would be blind if it did not see that. */
const neededFlushes = [
  /^(data)?sync out\/(\.exophotos\/tmp\/#\.tmp|photos\/#\/#\.jpg), (?!.*publish)/,
  /^sync out\/\.exophotos\/tmp\/#\.tmp, .*export\/publish-pass$/,
  /^sync out\/\.exophotos\/tmp\/#\.tmp, .*publish\/publish-steps$/,
  /^sync out\/photos\/#, .*publish\/commit$/,
  /^sync out\/renditions\/badge\/#, .*publish\/commit$/,
  /^sync out\/renditions\/badge, .*publish\/commit$/,
  /^sync out, .*publish\/publish-steps$/,
];
/** The scenario that makes all of them. */
const withAllFlushes = "a pass with pictures";

/** Loses the power in every way. Fails where a reader then misses something, or the next pass does not put it right. */
export async function tryPowerLoss(t: TestContext, trial: PowerLossTrial): Promise<void> {
  const { folder, runner, passes } = await record(t, trial);
  t.diagnostic(`seed ${trial.seed}`);
  for (const [index, pass] of passes.entries()) {
    const { scenario, log } = pass;
    const next = (part: TestContext, after: VolumeLog, system: "linux" | "windows") =>
      goOn(part, { ...pass, log: after }, trial, runner, join(folder, `${system}-${index}`), system);
    await t.test(`${scenario.name}: every moment, every order of six operations, and samples`, (part) =>
      tryReading(part, log, trial),
    );
    await t.test(`${scenario.name}: the next pass goes on from what was left`, (part) => next(part, log, "linux"));
    await t.test(`${scenario.name}: Windows flushes no folders, and the next pass repairs what that loses`, (part) =>
      next(part, withoutFolderFlushes(log), "windows"),
    );
  }
  await t.test("Each flush that the promise needs is missed when it is not made", () => {
    const pass = passes.find(({ scenario }) => scenario.name === withAllFlushes);
    assert.ok(pass);
    for (const flush of neededFlushes) assertMissed(pass.log, flush, trial);
  });
}

async function record(t: TestContext, trial: PowerLossTrial) {
  const world = await makeWorld(t, scenarioTenant);
  const runner = await passRunner(world);
  const passes: RecordedPass[] = [];
  const scenarios = await makeScenarios(world, runner);
  for (const name of trial.scenarios) {
    const scenario = scenarios.find((one) => one.name === name);
    assert.ok(scenario, name);
    passes.push(await recordPass(world, runner, scenario));
  }
  return { folder: world.folder, runner, passes };
}

function tryReading(t: TestContext, log: VolumeLog, { seed, samples: count }: PowerLossTrial): void {
  const durability = new Durability(log);
  const ways = {
    moments: everyPrefix(log, durability),
    orders: everyWindow(log, durability),
    samples: samples(log, durability, new Chance(seed), count),
  };
  for (const [name, way] of Object.entries(ways)) {
    const { tried, broken, first } = tryAll(log, way);
    t.diagnostic(`${name}: ${tried}`);
    assert.equal(broken, 0, first);
  }
}

async function goOn(
  t: TestContext,
  pass: RecordedPass,
  { seed, passesAfter }: PowerLossTrial,
  runner: PassRunner,
  folder: string,
  system: "linux" | "windows",
): Promise<void> {
  const counts = { repaired: 0, told: 0 };
  const durability = new Durability(pass.log);
  const sampled = samples(pass.log, durability, new Chance(seed), passesAfter);
  for (const [n, power] of [onlyDue(pass.log, durability), ...sampled].entries()) {
    counts[await passAfter(pass, power, runner, `${folder}-${n}`, system)] += 1;
  }
  t.diagnostic(JSON.stringify(counts));
}

function withoutFolderFlushes(log: VolumeLog): VolumeLog {
  return withoutFlushes(log, ({ kind }) => kind !== "flushFolder");
}

function assertMissed(log: VolumeLog, flush: RegExp, { seed }: PowerLossTrial): void {
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
