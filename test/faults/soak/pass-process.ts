import { existsSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { main } from "../../../src/main.ts";
import { partsOfCheckout } from "../../../src/renditions/parts-of-checkout.ts";
import { pageOfCheckout } from "../../../src/report/page-source.ts";

/**
 * Runs pass after pass in one process, each for a line of standard input, and writes what each left behind as a line of
 * standard output: `node --expose-gc pass-process.ts`. Its clock is as many milliseconds ahead as the line says.
 */
export interface PassLine {
  readonly args: readonly string[];
  readonly aheadMs: number;
}

/** What the process holds once a pass is over and garbage is collected. */
export interface PassLeft {
  readonly exitCode: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Undefined where the system does not list them. */
  readonly openFiles: number | undefined;
  readonly handles: number;
  /** What the pass said on standard error, where it did not end with 0. */
  readonly said: string;
}

const now = Date.now;
let aheadMs = 0;
Date.now = () => now() + aheadMs;
Math.random = () => 0.01;

class Said extends Writable {
  readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }
}

for await (const text of createInterface({ input: process.stdin })) {
  const line = JSON.parse(text) as PassLine;
  aheadMs = line.aheadMs;
  const [stdout, stderr] = [new Said(), new Said()];
  const exitCode = await main({
    argv: line.args,
    env: {},
    cwd: process.cwd(),
    stdout,
    stderr,
    exitNow: (code) => process.exit(code),
    pictureParts: async () => partsOfCheckout(),
    reportPage: pageOfCheckout,
  });
  const said = exitCode === 0 ? "" : Buffer.concat(stderr.chunks).toString();
  process.stdout.write(`${JSON.stringify({ exitCode, said, ...(await leftBehind()) })}\n`);
}

async function leftBehind(): Promise<Omit<PassLeft, "exitCode" | "said">> {
  // What ends with the pass ends in the turns after it: sockets, threads.
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  for (let time = 0; time < 3; time += 1) globalThis.gc?.();
  const openFiles = existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : undefined;
  const { heapUsed, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, rssBytes: rss, openFiles, handles: process.getActiveResourcesInfo().length };
}
