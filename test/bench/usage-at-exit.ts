/**
 * Loaded before a program (`--import`): writes what it has used to USAGE_FILE at its end, a UsageAtExit as JSON.
 */
import { writeFileSync } from "node:fs";

/** Memory at a moment, in bytes. */
export interface MemorySample {
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** What a process has used. */
export interface UsageAtExit {
  readonly resources: NodeJS.ResourceUsage;
  readonly memory: readonly MemorySample[];
}

const everyMs = 1000;
const { USAGE_FILE } = process.env;
if (USAGE_FILE !== undefined) {
  const memory: MemorySample[] = [];
  setInterval(() => {
    const { rss, heapUsed, external } = process.memoryUsage();
    memory.push({ at: Date.now(), rss, heapUsed, external });
  }, everyMs).unref();
  process.on("exit", () => {
    const usage: UsageAtExit = { resources: process.resourceUsage(), memory };
    writeFileSync(USAGE_FILE, JSON.stringify(usage));
  });
}
