import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BenchResult, type Figure, medianOf, spread } from "./result.ts";
import type { Scratch } from "./scratch.ts";

const boundRatio = 1.5;
const runs = 21;
const executable = join(import.meta.dirname, "../../release/out/exophotos");

/**
 * How long the Linux executable takes to say its version and its help, beside the bare Node binary of the same version that
 * runs an empty script: by turns, each a process from its start to its end. `npm run release` makes the executable.
 */
export async function benchStart(scratch: Scratch): Promise<BenchResult> {
  if (!existsSync(executable)) throw new Error(`${executable} is missing: npm run release makes it`);
  const folder = await scratch.newFolder();
  const [program, empty] = [join(folder, "exophotos"), join(folder, "empty.js")];
  await copyFile(executable, program);
  await writeFile(empty, "");
  const bare: number[] = [];
  const version: number[] = [];
  const help: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    bare.push(timeOf(process.execPath, [empty]));
    version.push(timeOf(program, ["--version"]));
    help.push(timeOf(program, ["--help"]));
  }
  return {
    bench: "start",
    figures: [
      { what: `bare Node, an empty script, ms, median of ${runs}`, value: spread(bare, 0) },
      ...figuresOf("--version", version, bare),
      ...figuresOf("--help", help, bare),
    ],
    raw: { bare, version, help },
  };
}

function timeOf(program: string, args: readonly string[]): number {
  const startedMs = performance.now();
  const { status } = spawnSync(program, args, { env: {}, stdio: "ignore" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}`);
  return performance.now() - startedMs;
}

function figuresOf(what: string, times: readonly number[], bare: readonly number[]): readonly Figure[] {
  const ratio = medianOf(times) / medianOf(bare);
  return [
    {
      what: `exophotos ${what}: times the bare Node binary's`,
      value: ratio.toFixed(2),
      bound: `at most ${boundRatio}`,
      holds: ratio <= boundRatio,
    },
    { what: "  ms", value: spread(times, 0) },
  ];
}
