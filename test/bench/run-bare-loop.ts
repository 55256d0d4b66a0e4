import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BareLoopResult, BareLoopTask } from "./bare-loop.ts";

const program = join(import.meta.dirname, "bare-loop.ts");

/** Runs the bare loop in a process of its own. Rejects when it fails. */
export async function runBareLoop(task: BareLoopTask): Promise<BareLoopResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(task)]);
  return JSON.parse(stdout) as BareLoopResult;
}
