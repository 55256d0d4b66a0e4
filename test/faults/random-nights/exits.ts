import assert from "node:assert/strict";
import type { PassSummary } from "../../../src/export/summary.ts";
import type { CommandEnd } from "../../running/command.ts";
import type { Night } from "./night.ts";
import { exitsOf } from "./troubles.ts";

/** What happened to a night's pass, as far as it decides how the pass may end. */
export interface ExitFacts {
  readonly end: CommandEnd;
  /** Undefined where the pass did not come to write it. */
  readonly lastRun: PassSummary | undefined;
  /** Somebody's photo is no picture. */
  readonly hasBroken: boolean;
  readonly hasPublished: boolean;
  /** The deadline came while the pass asked. */
  readonly deadlineCame: boolean;
}

/** Holds the end of a pass to what is documented of exit codes, and to what last-run.json says of it. */
export function checkExit(night: Night, { end, lastRun, hasBroken, hasPublished, deadlineCame }: ExitFacts): void {
  const { exitCode, signal } = end;
  const said = `${exitCode ?? signal}\n${end.stderr}`;
  if (exitCode === null) {
    assert.ok(night.end.kind === "killed" || night.end.kind === "signal", `killed by nobody: ${said}`);
    // Ctrl-C may come when the pass is over and the process just ends.
    const asked = night.end.kind === "signal" ? night.end.signal : "SIGKILL";
    assert.equal(signal, asked, said);
    return;
  }
  assert.ok(allowedExits(night, hasBroken || deadlineCame).has(exitCode), `exit ${said}`);
  if (night.end.kind === "dryRun") return;
  if (exitCode === 0 || exitCode === 4 || exitCode === 9) {
    assert.equal(lastRun?.exitCode, exitCode);
    assert.equal(lastRun.deadlineReached, deadlineCame, `a deadline that came: ${deadlineCame}`);
    const isIncomplete = deadlineCame || lastRun.failuresTotal > 0;
    const isPublishedSo = exitCode === 9 || isIncomplete === (exitCode === 4);
    assert.ok(isPublishedSo, `exit ${exitCode} with ${lastRun.failuresTotal} failures`);
    assert.equal(lastRun.error?.code, exitCode === 9 ? "linksFailed" : undefined, said);
  }
  if (exitCode !== 5) return;
  assert.equal(lastRun?.error?.code, "guardStopped");
  assert.ok(hasPublished, "a guard guards what is published");
}

/** A pass without trouble ends with 0, unless the operator or the tenant asked for something else. */
function allowedExits({ end, wishes, troubles, meanwhile }: Night, isIncomplete: boolean): ReadonlySet<number> {
  // What else may be in a by-name folder is not known here.
  const exits = new Set([0, 5, 9]);
  if (isIncomplete || meanwhile !== undefined || troubles.length > 0) exits.add(4);
  // Somebody unknown, or rows that are not as published.
  if (wishes.choice.kind === "only") exits.add(2);
  if (end.kind === "signal" && end.signal === "SIGINT") exits.add(130);
  for (const trouble of troubles) for (const exit of exitsOf(trouble)) exits.add(exit);
  return exits;
}
