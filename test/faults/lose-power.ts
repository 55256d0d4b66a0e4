import assert from "node:assert/strict";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { assertExit, type World } from "../running/world.ts";
import { ManifestReader, readerOf } from "./manifest-reader.ts";
import {
  assertHistoryLeads,
  assertSameOutcome,
  assertSettled,
  type Outcome,
  positionIn,
  readOutcome,
} from "./outcome.ts";
import { type PassRunner, restartMachine, type Scenario } from "./scenarios.ts";
import type { LostPower } from "./volume/lost-power.ts";
import { recordVolume } from "./volume/record-volume.ts";
import { VolumeAfter } from "./volume/volume-after.ts";
import type { VolumeLog } from "./volume/volume-log.ts";

/** A pass as it went on a volume, and what it left. */
export interface RecordedPass {
  readonly scenario: Scenario;
  readonly log: VolumeLog;
  readonly outcome: Outcome;
}

export async function recordPass(world: World, runner: PassRunner, scenario: Scenario): Promise<RecordedPass> {
  const name = scenario.name.replaceAll(" ", "-");
  const [folder, states] = [join(world.folder, `recorded-${name}`), join(world.folder, `states-${name}`)];
  await cp(scenario.template, folder, { recursive: true });
  await mkdir(states);
  const log = await recordVolume(folder, states, async () =>
    assertExit(await runner.here(folder, scenario.options), 0),
  );
  return { scenario, log, outcome: await readOutcome(join(folder, "out")) };
}

/** What a reader finds broken when the power is back; also of the manifest that was published before. */
export function violationsAfter(log: VolumeLog, power: LostPower): readonly string[] {
  const before = new VolumeAfter(log, { moment: 0, kept: () => "all" });
  const after = new VolumeAfter(log, power);
  let volume = before;
  const reader = new ManifestReader((name) => volume.read(join("out", name)));
  reader.look();
  volume = after;
  reader.look();
  reader.lookBack();
  return reader.violations;
}

/** Whether there is a way to lose the power after which the promise is broken. */
export function isEverBroken(log: VolumeLog, ways: Iterable<LostPower>): boolean {
  for (const power of ways) if (violationsAfter(log, power).length > 0) return true;
  return false;
}

/** Counts the ways to lose the power after which the promise is broken, and says what the first of them broke. */
export function tryAll(log: VolumeLog, ways: Iterable<LostPower>): { tried: number; broken: number; first: string } {
  let [tried, broken, first] = [0, 0, ""];
  for (const power of ways) {
    tried += 1;
    const violations = violationsAfter(log, power);
    if (violations.length === 0) continue;
    broken += 1;
    first ||= `after ${power.moment} of ${log.entries.length}: ${violations.join("; ")}`;
  }
  return { tried, broken, first };
}

/** Fails unless a reader finds what is published, and what was published before. */
function assertPromise(before: string, after: string): void {
  let out = before;
  const reader = new ManifestReader((name) => readerOf(out)(name));
  reader.look();
  out = after;
  reader.look();
  reader.lookBack();
  assert.deepEqual(reader.violations, []);
}

/**
 * Starts the machine again on what was left, and runs the next pass. Fails unless it puts everything right. On Windows
 * four things may be left, and it says so: a state that belongs to no marker or to another publish, for which it names
 * the command; a by-name folder without its mark; changes that are gone; after the very first pass a folder without the
 * marker, which is nobody's until somebody empties it. Files that were deleted may be there again.
 */
export async function passAfter(
  { scenario, log, outcome }: RecordedPass,
  power: LostPower,
  runner: PassRunner,
  folder: string,
  system: "linux" | "windows",
): Promise<"repaired" | "told"> {
  const { template, options } = scenario;
  const position = await positionIn(join(template, "out"));
  await mkdir(folder);
  const path = new VolumeAfter(log, power).writeTo(folder, "out");
  if (path !== undefined) {
    const state = new DatabaseSync(path);
    restartMachine(state);
    state.close();
  }
  const out = join(folder, "out");
  const end = await runner.here(folder, options);
  let told = "";
  if (system === "windows" && end.exitCode !== 0) {
    told = /"code":"(stateDamaged|linksFailed|outForeign)"/.exec(end.stderr)?.[1] ?? "";
    assert.notEqual(told, "", end.stderr);
    if (told === "outForeign") {
      assert.equal(position.history, undefined, "nothing was ever published there");
      await rm(out, { recursive: true });
      assertExit(await runner.here(folder, options), 0);
    }
    if (told === "stateDamaged") {
      assert.match(end.stderr, /--rebuild-state/);
      assertExit(await runner.here(folder, [...options, "--rebuild-state"]), 0);
    }
  } else assertExit(end, 0);

  const found = await readOutcome(out);
  if (system === "linux") assertSameOutcome(found, outcome);
  else assert.deepEqual(found.rows, outcome.rows);
  assertPromise(join(template, "out"), out);
  if (end.stderr.includes('"historyMissing"')) told = "historyMissing";
  else if (told !== "stateDamaged") await assertHistoryLeads(out, position);
  await assertSettled(out);
  await rm(folder, { recursive: true });
  return told === "" ? "repaired" : "told";
}
