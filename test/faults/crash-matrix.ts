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

/** Every point with every fault, also a lasting one where something changes, in the first pass that comes to it. */
export function* everyFault({ passes }: CrashMatrix): Generator<PlannedCase> {
  const seen = new Set<string>();
  for (const { scenario, points, outcome } of passes) {
    for (const { point, changes } of points.filter((one) => !seen.has(one.point))) {
      seen.add(point);
      for (const fault of faults) {
        yield { scenario, point, occurrence: 1, fault, lasting: false, outcome };
        if (fault !== "kill" && changes) yield { scenario, point, occurrence: 1, fault, lasting: true, outcome };
      }
    }
  }
}

/** Each time that any of the passes comes to a point, in any order, with a fault by chance. */
export function everyTime({ passes }: CrashMatrix, chance: Chance): readonly PlannedCase[] {
  const cases = passes.flatMap(({ scenario, points, outcome }) =>
    points.flatMap(({ point, times }) =>
      Array.from({ length: times }, (_, n) => {
        const fault = chance.pick(faults);
        const lasting = fault !== "kill" && chance.between(1, 2) === 1;
        const planned: PlannedCase = { scenario, point, occurrence: n + 1, fault, lasting, outcome };
        return { planned, place: chance.between(0, 1_000_000) };
      }),
    ),
  );
  return cases.sort((a, b) => a.place - b.place).map(({ planned }) => planned);
}

/**
 * Tries cases one after the other, for so long at most: what is not tried then is said. Fails with all that went wrong.
 */
export async function tryCases(
  t: TestContext,
  matrix: CrashMatrix,
  cases: Iterable<PlannedCase>,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const wrong: string[] = [];
  const startMs = performance.now();
  const counts = { tried: 0, kills: 0, notReached: 0, leftForAnotherNight: 0 };
  for (const planned of cases) {
    if (performance.now() - startMs > maxMs) {
      counts.leftForAnotherNight += 1;
      continue;
    }
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
