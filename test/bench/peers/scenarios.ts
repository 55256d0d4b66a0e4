import { setTimeout as delay } from "node:timers/promises";
import type { TrafficCounts } from "../../../src/simulator/traffic.ts";
import type { Scratch } from "../scratch.ts";
import { type OtherTenant, startTenant } from "../tenant.ts";
import type { Contestant, Outcome } from "./contestant.ts";
import type { Lab, QuietLab } from "./lab.ts";
import { hashFiles, type Losses, lossesOf } from "./losses.ts";

/** One pass of one contestant. */
export interface Run {
  readonly outcome: Outcome;
  /** The whole process, its start included. */
  readonly processMs: number;
  /** What the tenant saw. */
  readonly traffic: TrafficCounts;
  readonly losses: Losses;
}

/** All passes of one contestant in one scenario. */
export interface Entry {
  readonly contestant: Contestant;
  readonly runs: readonly Run[];
}

export type Scenario = "cold" | "warm" | "throttled";

/** The passes with one number of people. */
export interface QuietMeasurements {
  readonly people: number;
  readonly cold: readonly Entry[];
  readonly warm: readonly Entry[];
}

/** Cold passes, each into a folder of its own, then warm ones into the last of these folders. */
export async function measureQuiet(
  contestants: readonly Contestant[],
  { tenant: options, rounds }: Pick<QuietLab, "tenant" | "rounds">,
  lab: Lab,
  scratch: Scratch,
): Promise<QuietMeasurements> {
  await using tenant = await startTenant(options);
  const folders = new Map<Contestant, string>();
  const cold = await inRounds(contestants, rounds, async (contestant) => {
    const folder = await scratch.newFolder();
    folders.set(contestant, folder);
    return await runOnce("cold", contestant, tenant, folder, lab);
  });
  const again = cold.filter(
    ({ contestant, runs }) => contestant.keepsState || !runs.some(({ processMs }) => processMs > lab.tediousMs),
  );
  const warm = await inRounds(
    again.map(({ contestant }) => contestant),
    rounds,
    (contestant) => runOnce("warm", contestant, tenant, folders.get(contestant) ?? "", lab),
    async () => void (await tenant.tell({ order: "changePhotos", share: lab.changedShare })),
  );
  return { people: options.people, cold, warm };
}

/** Passes against a full bucket each, with the same people refused anew. */
export async function measureThrottled(
  contestants: readonly Contestant[],
  lab: Lab,
  scratch: Scratch,
): Promise<readonly Entry[]> {
  const { tenant: options, refused } = lab.throttled;
  const { throttle } = options;
  await using tenant = await startTenant(options);
  return await inRounds(contestants, 1, async (contestant) => {
    await tenant.tell({ order: "refusePeople", ...refused });
    await delay((throttle.capacity / throttle.refillPerSecond) * 1000);
    return await runOnce("throttled", contestant, tenant, await scratch.newFolder(), lab);
  });
}

/** Everybody in turn, so often. */
async function inRounds(
  contestants: readonly Contestant[],
  rounds: number,
  run: (contestant: Contestant) => Promise<Run>,
  beforeRound?: () => Promise<void>,
): Promise<readonly Entry[]> {
  const entries = contestants.map((contestant) => ({ contestant, runs: [] as Run[] }));
  for (let round = 0; round < rounds; round += 1) {
    await beforeRound?.();
    for (const { contestant, runs } of entries) runs.push(await run(contestant));
  }
  return entries;
}

async function runOnce(
  scenario: Scenario,
  contestant: Contestant,
  tenant: OtherTenant,
  folder: string,
  lab: Lab,
): Promise<Run> {
  process.stderr.write(`  ${scenario}: ${contestant.name}, ${contestant.inFlight} in flight …\n`);
  await tenant.tell({ order: "takeTraffic" });
  const startedMs = performance.now();
  const outcome = await contestant.run(tenant.access, folder, lab.limitMs);
  const processMs = performance.now() - startedMs;
  const traffic = await tenant.tell({ order: "takeTraffic" });
  const truth = new Map(await tenant.tell({ order: "photoHashes" }));
  const losses = lossesOf(truth, await hashFiles(await contestant.filesIn(folder)));
  return { outcome, processMs, traffic, losses };
}
