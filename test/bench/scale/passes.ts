import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PassSample } from "../../../src/export/summary.ts";
import { type MeasuredPass, measurePass } from "../measured-pass.ts";
import type { Scratch } from "../scratch.ts";
import { startTenant } from "../tenant.ts";

/** What a pass does one after the other; «ask» is listing and asking, which run beside each other. */
export const steps = ["start", "ask", "confirm", "publish", "sweep"] as const;
export type Step = (typeof steps)[number];

/** A pass over a tenant of some size, half of whose people have small photos. */
export interface ScalePass {
  readonly kind: "first" | "second";
  readonly people: number;
  readonly photos: number;
  readonly stepsMs: Readonly<Record<Step, number>>;
  /** The time in which each 100,000 people were answered, in turn. */
  readonly answeringMs: readonly number[];
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  /** Resident when the first question was asked. */
  readonly startBytes: number;
  readonly stateBytes: number;
  readonly manifestBytes: number;
}

/** A first pass, which downloads everything, and a second one, which finds everything as it was. */
export async function measureSize(people: number, scratch: Scratch): Promise<readonly ScalePass[]> {
  await using tenant = await startTenant({ people, photoBytes: "small" });
  const folder = await scratch.newFolder();
  const passes: ScalePass[] = [];
  for (const kind of ["first", "second"] as const) {
    process.stderr.write(`  ${people} people, ${kind} pass …\n`);
    passes.push(await asScalePass(kind, await measurePass(tenant.access, folder), join(folder, "out")));
  }
  return passes;
}

interface StageEvent {
  readonly time: string;
  readonly event: string;
  readonly stage: string;
}

async function asScalePass(kind: ScalePass["kind"], measured: MeasuredPass, out: string): Promise<ScalePass> {
  const { summary, startedAt, cpuMs, peakBytes, memory } = measured;
  const log = await readFile(join(out, ".exophotos", "logs", `${summary.pass}.ndjson`), "utf8");
  const events = log
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as StageEvent);
  const timeOf = (stage: string) =>
    Date.parse(events.find((event) => event.event === "stage" && event.stage === stage)?.time ?? "");
  const times = [startedAt, timeOf("list"), timeOf("confirm"), timeOf("publish"), timeOf("sweep")];
  const ends = [...times.slice(1), Date.parse(summary.endedAt)];
  return {
    kind,
    people: summary.people.listed,
    photos: kind === "first" ? summary.photos.downloaded : summary.photos.unchanged,
    stepsMs: Object.fromEntries(
      steps.map((step, index) => [step, (ends[index] ?? Number.NaN) - (times[index] ?? Number.NaN)]),
    ) as Record<Step, number>,
    answeringMs: answeringTimes(summary.samples, summary.people.listed),
    elapsedMs: summary.elapsedMs,
    cpuMs,
    peakBytes,
    startBytes: memory.findLast(({ at }) => at <= timeOf("list"))?.rss ?? 0,
    stateBytes: (await stat(join(out, ".exophotos", "state.db"))).size,
    manifestBytes: (await stat(join(out, "manifest.csv"))).size,
  };
}

const stretch = 100_000;

function answeringTimes(samples: readonly PassSample[], people: number): readonly number[] {
  const atMs = Array.from({ length: Math.floor(people / stretch) + 1 }, (_, index) =>
    whenAnswered(samples, index * stretch),
  );
  return atMs.slice(1).map((ms, index) => Math.round(ms - (atMs[index] ?? 0)));
}

/** When so many were answered, between the two samples around it. */
function whenAnswered(samples: readonly PassSample[], answered: number): number {
  const index = samples.findIndex((sample) => sample.answered >= answered);
  const [before, after] = [samples[index - 1], samples[index]];
  if (after === undefined) return Number.NaN;
  if (before === undefined) return after.elapsedMs;
  const part = (answered - before.answered) / (after.answered - before.answered);
  return before.elapsedMs + part * (after.elapsedMs - before.elapsedMs);
}
