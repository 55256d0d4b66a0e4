import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PassSummary } from "../../src/export/summary.ts";
import { runCommand } from "../running/command.ts";
import { exportWords } from "./export-words.ts";
import type { TenantAccess } from "./tenant.ts";
import type { MemorySample, UsageAtExit } from "./usage-at-exit.ts";

/** One pass of the real command. */
export interface MeasuredPass {
  readonly summary: PassSummary;
  /** Unix time in milliseconds at which the process was started. */
  readonly startedAt: number;
  /** From starting the process to its end; the pass itself is `summary.elapsedMs`. */
  readonly processMs: number;
  /** The most memory that the process had resident. */
  readonly peakBytes: number;
  /** Processor time, of all its threads. */
  readonly cpuMs: number;
  /** About once a second. */
  readonly memory: readonly MemorySample[];
}

const usageAtExit = pathToFileURL(join(import.meta.dirname, "usage-at-exit.ts")).href;

/** Runs `exophotos export` into `folder`/out, which may hold an earlier pass. Throws when it does not exit with 0. */
export async function measurePass(
  access: TenantAccess,
  folder: string,
  args: readonly string[] = [],
): Promise<MeasuredPass> {
  const usageFile = join(folder, "usage.json");
  const words = await exportWords(access, folder);
  const startedAt = Date.now();
  const startedMs = performance.now();
  const end = await runCommand([...words, ...args], {
    nodeOptions: ["--import", usageAtExit],
    env: { USAGE_FILE: usageFile },
  });
  const processMs = performance.now() - startedMs;
  if (end.exitCode !== 0) throw new Error(`the exporter ended with ${end.exitCode}:\n${end.stderr}`);
  const { resources, memory } = JSON.parse(await readFile(usageFile, "utf8")) as UsageAtExit;
  return {
    summary: JSON.parse(await readFile(join(folder, "out", "last-run.json"), "utf8")) as PassSummary,
    startedAt,
    processMs,
    peakBytes: resources.maxRSS * 1024,
    cpuMs: (resources.userCPUTime + resources.systemCPUTime) / 1000,
    memory,
  };
}
