import { join } from "node:path";
import type { SimulatedTenantOptions } from "../../src/simulator/start.ts";
import { measurePass } from "./measured-pass.ts";
import { type BenchResult, type Figure, medianOf, spread } from "./result.ts";
import { runBareLoop } from "./run-bare-loop.ts";
import type { Scratch } from "./scratch.ts";
import { startTenant, type TenantAccess } from "./tenant.ts";

const boundShare = 0.6;
const runs = 3;
const inFlight = 8;

/** Photos and milliseconds, of the pass or loop alone and of its whole process. */
interface Run {
  readonly photos: number;
  readonly elapsedMs: number;
  readonly processMs: number;
  /** Processor time of all threads: of the whole process of a pass, of a loop without its start. */
  readonly cpuMs: number;
}

/**
 * How fast a first pass is beside a bare loop that sends the same batches, as many at once, and writes the files: the
 * two by turns against one tenant without latency. A pass counts from its begin to its end as in last-run.json, sign-in,
 * listing and publishing included; the loop from its first batch to its last file.
 */
export async function benchSpeed(scratch: Scratch): Promise<BenchResult> {
  const realistic = await compare({ people: 20_000, photoBytes: "realistic" }, scratch);
  const small = await compare({ people: 10_000, photoBytes: "small" }, scratch);
  return {
    bench: "speed",
    figures: [
      ...figuresOf(realistic, "photos of 20 to 150 kB", boundShare),
      ...figuresOf(small, "photos of 2 kB", undefined),
    ],
    raw: { inFlight, realistic, small },
  };
}

interface Comparison {
  readonly passes: readonly Run[];
  readonly loops: readonly Run[];
}

async function compare(options: SimulatedTenantOptions, scratch: Scratch): Promise<Comparison> {
  await using tenant = await startTenant(options);
  const passes: Run[] = [];
  const loops: Run[] = [];
  // Not counted: it warms up the tenant.
  await runLoop(tenant.access, await scratch.newFolder());
  for (let run = 0; run < runs; run += 1) {
    passes.push(await runPass(tenant.access, await scratch.newFolder()));
    loops.push(await runLoop(tenant.access, await scratch.newFolder()));
  }
  return { passes, loops };
}

async function runPass(access: TenantAccess, folder: string): Promise<Run> {
  const { summary, processMs, cpuMs } = await measurePass(access, folder, ["--concurrency", String(inFlight)]);
  return { photos: summary.photos.downloaded, elapsedMs: summary.elapsedMs, processMs, cpuMs };
}

async function runLoop(access: TenantAccess, folder: string): Promise<Run> {
  const startedMs = performance.now();
  const result = await runBareLoop({ access, folder: join(folder, "photos"), inFlight, way: "batch" });
  return { ...result, processMs: performance.now() - startedMs };
}

function figuresOf({ passes, loops }: Comparison, which: string, bound: number | undefined): readonly Figure[] {
  const [passRates, loopRates] = [passes.map(rateOf), loops.map(rateOf)];
  const share = medianOf(passRates) / medianOf(loopRates);
  const seconds = (some: readonly Run[]) =>
    spread(
      some.map(({ processMs }) => processMs / 1000),
      1,
    );
  return [
    {
      what: `${which}: a pass's rate beside the bare loop's, medians of ${runs}`,
      value: `${(share * 100).toFixed(0)} %`,
      ...(bound === undefined ? {} : { bound: `at least ${bound * 100} %`, holds: share >= bound }),
    },
    { what: "  photos a second, pass", value: spread(passRates, 0) },
    { what: "  photos a second, bare loop", value: spread(loopRates, 0) },
    { what: "  processor seconds for 1,000 photos, pass", value: spread(passes.map(cpuSecondsOf), 2) },
    { what: "  processor seconds for 1,000 photos, bare loop", value: spread(loops.map(cpuSecondsOf), 2) },
    { what: "  whole process, pass", value: `${seconds(passes)} s` },
    { what: "  whole process, bare loop", value: `${seconds(loops)} s` },
  ];
}

function rateOf({ photos, elapsedMs }: Run): number {
  return (photos / elapsedMs) * 1000;
}

/** Processor seconds for 1,000 photos. */
function cpuSecondsOf({ photos, cpuMs }: Run): number {
  return cpuMs / photos;
}
