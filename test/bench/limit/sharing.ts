import type { PassSample } from "../../../src/export/summary.ts";
import { measurePass } from "../measured-pass.ts";
import type { Figure } from "../result.ts";
import type { Scratch } from "../scratch.ts";
import { startTenant } from "../tenant.ts";
import { serviceModels, tenantOf } from "./service.ts";

/** Two passes at once, each about everybody. */
interface Shared {
  /** People a second of each, until the first of them had ended. */
  readonly rates: readonly number[];
  /** How far calls in flight strayed from their mean in the second half of each, as a part of that mean. */
  readonly strays: readonly number[];
  readonly samples: readonly (readonly PassSample[])[];
}

const boundFairness = 0.9;
const boundStray = 0.5;

/**
 * Two passes with the same application against one limit at the same time: whether each gets its share (Jain's index: 1 when
 * both get the same, 0.5 when one gets all), and whether the calls in flight of each settle.
 */
export async function measureSharing(
  scratch: Scratch,
  isQuick: boolean,
): Promise<{ readonly figures: readonly Figure[]; readonly raw: Shared }> {
  const model = serviceModels.find(({ name }) => name === "throttled");
  if (model === undefined) throw new Error("there is no throttled service");
  const people = model.people.pass / (isQuick ? 4 : 2);
  await using tenant = await startTenant(tenantOf(model, people));
  const folders = [await scratch.newFolder(), await scratch.newFolder()];
  const passes = await Promise.all(folders.map((folder) => measurePass(tenant.access, folder)));
  const all = passes.map(({ summary }) => summary.samples);
  const untilMs = Math.min(...passes.map(({ summary }) => summary.elapsedMs));
  const rates = all.map((samples) => answeredAt(samples, untilMs) / (untilMs / 1000));
  const strays = all.map(strayOf);
  const fairness = fairnessOf(rates);
  const worst = Math.max(...strays);
  return {
    figures: [
      {
        what: "throttled: two passes at once, fairness (1: the same rate)",
        value: fairness.toFixed(3),
        bound: `at least ${boundFairness}`,
        holds: fairness >= boundFairness,
      },
      { what: "  people a second of each", value: rates.map((rate) => rate.toFixed(0)).join(", ") },
      {
        what: "  calls in flight in the second half of a pass: standard deviation beside the mean, the worse",
        value: worst.toFixed(2),
        bound: `at most ${boundStray}`,
        holds: worst <= boundStray,
      },
    ],
    raw: { rates, strays, samples: all },
  };
}

/** Jain's fairness index. */
function fairnessOf(rates: readonly number[]): number {
  const sum = rates.reduce((total, rate) => total + rate, 0);
  return sum ** 2 / (rates.length * rates.reduce((total, rate) => total + rate ** 2, 0));
}

function answeredAt(samples: readonly PassSample[], atMs: number): number {
  return samples.findLast(({ elapsedMs }) => elapsedMs <= atMs)?.answered ?? 0;
}

function strayOf(samples: readonly PassSample[]): number {
  const endMs = samples.at(-1)?.elapsedMs ?? 0;
  const levels = samples.filter(({ elapsedMs }) => elapsedMs >= endMs / 2).map(({ concurrency }) => concurrency);
  const mean = levels.reduce((total, level) => total + level, 0) / levels.length;
  const variance = levels.reduce((total, level) => total + (level - mean) ** 2, 0) / levels.length;
  return Math.sqrt(variance) / mean;
}
