import assert from "node:assert/strict";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { assertExit } from "../running/world.ts";
import { failingPass } from "./failing-pass.ts";
import { ManifestReader, readerOf } from "./manifest-reader.ts";
import {
  assertHistoryLeads,
  assertSameOutcome,
  assertSettled,
  type Outcome,
  positionIn,
  publishedRows,
  readOutcome,
} from "./outcome.ts";
import type { PassRunner, Scenario } from "./scenarios.ts";
import type { Fault } from "./steps/fault.ts";

/** One pass to which something happens. */
export interface CrashCase {
  readonly scenario: Scenario;
  readonly point: string;
  /** 1: the first time that the pass comes to the point. */
  readonly occurrence: number;
  readonly fault: Fault;
  /** Whether everything else that changes the disk or the state fails as well from then on. */
  readonly lasting: boolean;
}

const fatalOperation = join(import.meta.dirname, "fatal-operation.ts");

export function describeCase({ scenario, point, occurrence, fault, lasting }: CrashCase): string {
  return `${scenario.name}: ${lasting ? "from then on " : ""}${fault} at no. ${occurrence} of «${point}»`;
}

/**
 * Runs a pass that is killed or refused something, then one that is left alone. Fails unless the promise holds after
 * both, and what the second one leaves is what a pass without a fault leaves. False when the fault never came.
 */
export async function tryCase(
  crash: CrashCase,
  runner: PassRunner,
  folder: string,
  undisturbed: Outcome,
): Promise<boolean> {
  const { scenario, fault } = crash;
  const { template, options } = scenario;
  const out = join(folder, "out");
  await cp(template, folder, { recursive: true, preserveTimestamps: true });
  const position = await positionIn(out);
  const reader = new ManifestReader(readerOf(out));
  reader.look();

  const happened =
    fault === "kill" ? await killed(crash, runner, folder) : await failed(crash, fault, runner, folder, undisturbed);
  reader.look();
  reader.lookBack();
  assert.deepEqual(reader.violations, []);

  const next = await runner.here(folder, options);
  assertExit(next, 0);
  reader.look();
  reader.lookBack();
  assert.deepEqual(reader.violations, []);
  assertSameOutcome(await readOutcome(out), undisturbed);
  await assertHistoryLeads(out, position);
  await assertSettled(out);
  await rm(folder, { recursive: true });
  return happened;
}

async function killed(
  { scenario, point, occurrence }: CrashCase,
  runner: PassRunner,
  folder: string,
): Promise<boolean> {
  const env = { FATAL_ROOT: folder, FATAL_POINT: point, FATAL_OCCURRENCE: String(occurrence) };
  const end = await runner.apart(folder, scenario.options, { nodeOptions: ["--import", fatalOperation], env });
  if (end.signal === "SIGKILL") return true;
  assertExit(end, 0);
  return false;
}

async function failed(
  crash: CrashCase,
  errno: Exclude<Fault, "kill">,
  runner: PassRunner,
  folder: string,
  undisturbed: Outcome,
): Promise<boolean> {
  const { point, occurrence, lasting, scenario } = crash;
  const { end, happened, leftOpen } = await failingPass({ root: folder, point, occurrence, errno, lasting }, () =>
    runner.here(folder, scenario.options),
  );
  assert.deepEqual(leftOpen, []);
  assert.notEqual(end.exitCode, 1, `a defect\n${end.stderr}`);
  if (end.exitCode === 0) assert.deepEqual(await publishedRows(join(folder, "out")), undisturbed.rows);
  else assert.match(end.stderr, /\S/);
  return happened;
}
