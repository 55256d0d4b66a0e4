import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { exportWords } from "../export-words.ts";
import { type BenchResult, type Figure, medianOf, spread } from "../result.ts";
import type { Scratch } from "../scratch.ts";
import { startTenant } from "../tenant.ts";
import { type SmallRun, smallRuns } from "./verbs.ts";

const boundRatio = 1.5;
const runs = 21;
const verbRuns = 7;
const executable = join(import.meta.dirname, "../../../release/out/exophotos");

/**
 * How long the Linux executable takes to say its version and its help, and each verb to do next to nothing, beside the bare
 * Node binary of the same version that runs an empty script: by turns, each a process from its start to its end.
 * `npm run release` makes the executable.
 */
export async function benchStart(scratch: Scratch): Promise<BenchResult> {
  if (!existsSync(executable)) throw new Error(`${executable} is missing: npm run release makes it`);
  const folder = await scratch.newFolder();
  const [program, empty] = [join(folder, "exophotos"), join(folder, "empty.js")];
  await copyFile(executable, program);
  await writeFile(empty, "");
  await using tenant = await startTenant({ people: 1, photoShare: 1 });
  const pass = await exportWords(tenant.access, folder);
  await promisify(execFile)(program, pass, { env: {} });
  const timeBare = () => timeOf(process.execPath, [empty]);
  const first = [
    { what: "--version", words: ["--version"], bound: boundRatio },
    { what: "--help", words: ["--help"], bound: boundRatio },
  ];
  const [bare, figures] = measure(program, first, runs, timeBare);
  const [, ofVerbs] = measure(program, await smallRuns(pass, folder), verbRuns, timeBare);
  const bareFigure = { what: `bare Node, an empty script, ms, median of ${runs}`, value: spread(bare, 0) };
  return { bench: "start", figures: [bareFigure, ...figures, ...ofVerbs], raw: { bare } };
}

/** Each run beside the bare binary's, by turns. */
function measure(
  program: string,
  smallRuns: readonly (SmallRun & { readonly bound?: number })[],
  times: number,
  timeBare: () => number,
): readonly [bare: readonly number[], figures: readonly Figure[]] {
  const bare: number[] = [];
  const timed = smallRuns.map((run) => ({ run, ms: [] as number[] }));
  for (let time = 0; time < times; time += 1) {
    bare.push(timeBare());
    for (const { run, ms } of timed) ms.push(timeOf(program, run.words));
  }
  return [bare, timed.flatMap(({ run, ms }) => figuresOf(run, ms, bare))];
}

function timeOf(program: string, args: readonly string[]): number {
  const startedMs = performance.now();
  const { status } = spawnSync(program, args, { env: {}, stdio: "ignore" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}`);
  return performance.now() - startedMs;
}

function figuresOf(
  { what, bound }: SmallRun & { readonly bound?: number },
  times: readonly number[],
  bare: readonly number[],
): readonly Figure[] {
  const ratio = medianOf(times) / medianOf(bare);
  return [
    {
      what: `exophotos ${what}: times the bare Node binary's`,
      value: ratio.toFixed(2),
      ...(bound === undefined ? {} : { bound: `at most ${bound}`, holds: ratio <= bound }),
    },
    { what: "  ms", value: spread(times, 0) },
  ];
}
