import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { assertExit, makeWorld } from "../running/world.ts";
import type { Chance } from "./chance.ts";
import { type CrashCase, describeCase, tryCase } from "./crash-case.ts";
import { type Outcome, readOutcome } from "./outcome.ts";
import { makeScenarios, type PassRunner, passRunner, type Scenario, scenarioTenant } from "./scenarios.ts";
import { errnos, faults } from "./steps/fault.ts";
import { changesSomething, type Step } from "./steps/step.ts";
import { watchSteps } from "./steps/watch-steps.ts";

/** A step of a pass by its name, how often a pass comes to it, and whether it changes the disk or the state. */
interface Point {
  readonly point: string;
  /** Where in src it is. */
  readonly site: string;
  readonly times: number;
  readonly changes: boolean;
}

/** A scenario as it goes when nothing happens to it. */
export interface Undisturbed {
  readonly scenario: Scenario;
  readonly points: readonly Point[];
  readonly outcome: Outcome;
}

/** All scenarios of one tenant, gone through once. */
export interface CrashMatrix {
  readonly folder: string;
  readonly runner: PassRunner;
  readonly passes: readonly Undisturbed[];
  /** Where in src the steps came from. */
  readonly sites: ReadonlySet<string>;
}

export async function makeMatrix(t: TestContext): Promise<CrashMatrix> {
  const world = await makeWorld(t, scenarioTenant);
  const runner = await passRunner(world);
  const passes: Undisturbed[] = [];
  const sites = new Set<string>();
  for (const [index, scenario] of (await makeScenarios(world, runner)).entries()) {
    const folder = join(world.folder, `undisturbed-${index}`);
    await cp(scenario.template, folder, { recursive: true, preserveTimestamps: true });
    const seen = new Map<string, Step[]>();
    const endWatch = watchSteps(folder, (step, proceed) => {
      seen.set(step.point, [...(seen.get(step.point) ?? []), step]);
      sites.add(step.site);
      return proceed();
    });
    const end = await runner.here(folder, scenario.options);
    endWatch();
    assertExit(end, 0);
    const points = [...seen].map(([point, steps]) => ({
      point,
      site: steps[0]?.site ?? "",
      times: steps.length,
      changes: steps.some(changesSomething),
    }));
    passes.push({ scenario, points, outcome: await readOutcome(join(folder, "out")) });
  }
  return { folder: world.folder, runner, passes, sites };
}

/** A case with what an undisturbed pass leaves. */
export type PlannedCase = CrashCase & { readonly outcome: Outcome };

/** Each place in src once: pass, purpose and fault are picked by chance, a kill only where something changes. */
export function* onceEach({ passes, sites }: CrashMatrix, chance: Chance): Generator<PlannedCase> {
  for (const site of [...sites].sort()) {
    const there = passes.flatMap(({ scenario, points, outcome }) =>
      points.filter((point) => point.site === site).map((point) => ({ scenario, outcome, ...point })),
    );
    const { scenario, outcome, point, changes } = chance.pick(there);
    const fault = chance.pick(changes ? faults : errnos);
    const lasting = fault !== "kill" && chance.between(1, 3) === 1;
    yield { scenario, point, occurrence: 1, fault, lasting, outcome };
  }
}

/** Every point of every pass with every fault, once and lasting; and each further time with a fault by chance. */
export function* everyCase({ passes }: CrashMatrix, chance: Chance): Generator<PlannedCase> {
  for (const { scenario, points, outcome } of passes) {
    for (const { point, times, changes } of points) {
      for (const fault of faults) {
        yield { scenario, point, occurrence: 1, fault, lasting: false, outcome };
        if (fault !== "kill" && changes) yield { scenario, point, occurrence: 1, fault, lasting: true, outcome };
      }
      for (let occurrence = 2; occurrence <= times; occurrence += 1) {
        const fault = chance.pick(faults);
        const lasting = fault !== "kill" && chance.between(1, 2) === 1;
        yield { scenario, point, occurrence, fault, lasting, outcome };
      }
    }
  }
}

/** Tries cases one after the other. Fails with all that went wrong. */
export async function tryCases(t: TestContext, matrix: CrashMatrix, cases: Iterable<PlannedCase>): Promise<void> {
  const wrong: string[] = [];
  const counts = { tried: 0, kills: 0, notReached: 0 };
  for (const planned of cases) {
    counts.tried += 1;
    if (planned.fault === "kill") counts.kills += 1;
    try {
      const folder = join(matrix.folder, `case-${counts.tried}`);
      const happened = await tryCase(planned, matrix.runner, folder, planned.outcome);
      // What goes on at the same time makes groups of another size in each pass.
      if (!happened && planned.occurrence > 1) counts.notReached += 1;
      else assert.ok(happened, "the pass did not come to it");
    } catch (error) {
      wrong.push(`${describeCase(planned)}\n${error instanceof Error ? error.message : error}`);
    }
  }
  t.diagnostic(JSON.stringify(counts));
  assert.equal(wrong.length, 0, wrong.join("\n\n"));
}
