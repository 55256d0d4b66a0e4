import { writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { Step } from "./steps/step.ts";
import { watchSteps } from "./steps/watch-steps.ts";

/**
 * Goes before the real command (`--import`) and ends its process with SIGKILL before a step; of a write to a file half is
 * done. The step is one that changes the disk or the state, by its number or the first whose description a regular
 * expression fits: FATAL_OPERATION, with COUNTED_FROM for the description of number 1. Or it is any, by its name: the
 * FATAL_OCCURRENCE-th of FATAL_POINT. COUNT_OPERATIONS names a file for the number of all that change something.
 */
const { FATAL_ROOT = "/", FATAL_OPERATION = "", FATAL_POINT, FATAL_OCCURRENCE, COUNT_OPERATIONS } = process.env;
const fatalNumber = Number(FATAL_OPERATION);
const fatalPattern = FATAL_OPERATION === "" || Number.isInteger(fatalNumber) ? undefined : new RegExp(FATAL_OPERATION);
const countedFrom = new RegExp(process.env.COUNTED_FROM ?? "");
const counted = ["open", "mkdir", "rm", "unlink", "rename", "link", "write", "sync", "exec", "run"];
let operations = 0;
let occurrences = 0;

function isFatal(step: Step): boolean {
  if (FATAL_POINT !== undefined) {
    if (step.point === FATAL_POINT) occurrences += 1;
    return occurrences === Number(FATAL_OCCURRENCE);
  }
  if (!counted.includes(step.operation)) return false;
  const description = describe(step);
  if (operations > 0 || countedFrom.test(description)) operations += 1;
  return fatalPattern === undefined ? operations === fatalNumber : fatalPattern.test(description);
}

/** `rename out/manifest.csv`: the last two parts of a path, or all of a statement. */
function describe({ operation, kind, target }: Step): string {
  if (operation === "write" || operation === "sync") return operation;
  const what = kind === "database" ? target.trim() : `${basename(dirname(target))}/${basename(target)}`;
  return `${operation} ${what}`;
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

/** The threads that work on pictures have no part in it. */
if (isMainThread) {
  watchSteps(FATAL_ROOT, (step, proceed) => {
    if (!isFatal(step)) return proceed();
    if (step.half !== undefined) return step.half().then(die);
    die();
    return undefined;
  });
  if (COUNT_OPERATIONS !== undefined) process.on("exit", () => writeFileSync(COUNT_OPERATIONS, String(operations)));
}
