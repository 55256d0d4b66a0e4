import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";

/** A process that opens manifest.csv all the time while a test goes on. */
export interface ConstantReader {
  /** Ends it. Fails when it ever found the promise broken; returns how often it looked, and at how many manifests. */
  assertPromiseKept(): Promise<{ readonly looks: number; readonly manifests: number }>;
}

/** Starts reading OUT, which need not exist yet. It takes the processor only where nobody else wants it. */
export function startReader(t: TestContext, out: string): ConstantReader {
  const child = spawn(process.execPath, [join(import.meta.dirname, "reader-process.ts"), out], { stdio: "pipe" });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  t.after(() => child.kill());
  return { assertPromiseKept: () => endOf(child) };
}

async function endOf(child: ChildProcess): Promise<{ readonly looks: number; readonly manifests: number }> {
  assert.ok(child.stdin && child.stdout && child.stderr);
  const closed = once(child, "close");
  child.stdin.end();
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  assert.equal(stderr, "");
  const { looks, manifests, violations } = JSON.parse(stdout);
  assert.deepEqual(violations, []);
  return { looks, manifests };
}
