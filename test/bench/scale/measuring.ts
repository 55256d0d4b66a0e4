import type { BenchOptions } from "../options.ts";
import type { BenchResult, Figure } from "../result.ts";
import type { Scratch } from "../scratch.ts";
import { measureSize, type ScalePass, type Step, steps } from "./passes.ts";

/** The most memory that the exporter's process may have resident. */
export const boundBytes = 300e6;
/** How much longer a step may take for each person of the whole tenant than for each of a tenth: 1 is linear. */
const boundGrowth = 1.5;
/** Steps shorter than that are noise. */
const leastMs = 2000;

/**
 * A first and a second pass over 1,000,000 people with 500,000 small photos, and over a tenth: memory, and whether any step
 * takes longer for each person the more there are. `--quick`: a fiftieth.
 */
export async function benchScale(scratch: Scratch, { isQuick }: BenchOptions): Promise<BenchResult> {
  const people = isQuick ? 20_000 : 1_000_000;
  const tenth = await measureSize(people / 10, scratch);
  const whole = await measureSize(people, scratch);
  const figures = whole.flatMap((pass, index) => figuresOf(pass, tenth[index]));
  return { bench: "scale", figures, raw: { tenth, whole } };
}

function figuresOf(pass: ScalePass, small: ScalePass | undefined): readonly Figure[] {
  const { kind, people, photos, stepsMs, answeringMs, elapsedMs, cpuMs, peakBytes, stateBytes, manifestBytes } = pass;
  const growths = small === undefined ? [] : steps.map((step) => ({ step, growth: growthOf(step, pass, small) }));
  const worst = growths.filter(({ step }) => stepsMs[step] >= leastMs).toSorted((a, b) => b.growth - a.growth)[0];
  return [
    {
      what: `${people} people, ${photos} photos, ${kind} pass: most memory`,
      value: megabytes(peakBytes),
      bound: `below ${megabytes(boundBytes)}`,
      holds: peakBytes < boundBytes,
    },
    { what: "  time, processor time", value: `${seconds(elapsedMs)}, ${seconds(cpuMs)}` },
    { what: "  each step", value: steps.map((step) => `${step} ${seconds(stepsMs[step])}`).join(", ") },
    {
      what: "  the step that grows most, for each person beside a tenth of them (1 is linear)",
      value: worst === undefined ? "none is long enough" : `${worst.step} ${worst.growth.toFixed(2)}`,
      ...(worst === undefined ? {} : { bound: `at most ${boundGrowth}`, holds: worst.growth <= boundGrowth }),
    },
    { what: "  seconds for each 100,000 people in turn", value: plotOf(answeringMs) },
    {
      what: "  start until the first question beside that over a tenth",
      value: `${seconds(stepsMs.start)} and ${seconds(small?.stepsMs.start ?? Number.NaN)}`,
    },
    { what: "  state, manifest", value: `${megabytes(stateBytes)}, ${megabytes(manifestBytes)}` },
  ];
}

function growthOf(step: Step, pass: ScalePass, small: ScalePass): number {
  return pass.stepsMs[step] / pass.people / (small.stepsMs[step] / small.people);
}

const bars = "▁▂▃▄▅▆▇█";

/** Seconds, and a bar for each. */
function plotOf(times: readonly number[]): string {
  const most = Math.max(...times);
  const barOf = (ms: number) => bars[Math.max(0, Math.round((ms / most) * bars.length) - 1)] ?? "";
  return `${times.map((ms) => (ms / 1000).toFixed(1)).join(" ")} ${times.map(barOf).join("")}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
