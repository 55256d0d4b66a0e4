import { join } from "node:path";
import { randomRow } from "../../../src/simulator/directory/mix.ts";
import type { Way } from "../bare-loop.ts";
import { measurePass } from "../measured-pass.ts";
import type { BenchOptions } from "../options.ts";
import { type BenchResult, type Figure, medianOf, spread } from "../result.ts";
import { runBareLoop } from "../run-bare-loop.ts";
import type { Scratch } from "../scratch.ts";
import { type OtherTenant, startTenant } from "../tenant.ts";
import { idealScheduleMs } from "./ideal-schedule.ts";
import { describeService, type Service, type ServiceModel, serviceModels, tenantOf } from "./service.ts";
import { measureSharing } from "./sharing.ts";

/** Calls in flight at most, of a pass and of the ideal. */
const inFlight = 32;
const peoplePerPage = 999;
const peoplePerBatch = 20;
/** Schedules drawn where the service leaves something to chance. */
const draws = 9;
const ways: readonly Way[] = ["batch", "get", "getOverHttp2"];

/** What a pass came to beside the ideal. */
interface Measured {
  readonly model: ServiceModel;
  readonly people: number;
  readonly boundRatio: number | undefined;
  readonly idealMs: number;
  readonly passesMs: readonly number[];
  readonly ways: readonly WayMeasured[];
}

/** People a second of the bare loop and of a pass that ask in a way; no pass asks over HTTP/2. */
interface WayMeasured {
  readonly way: Way;
  readonly loopRate: number;
  readonly passRate: number | undefined;
}

/**
 * How close a first pass comes to the best schedule that a service allows, under several services; which
 * way to fetch photos is the fastest under each; and how two passes at once share one limit. `--quick` takes fewer people,
 * two of the services and looser bounds.
 */
export async function benchLimit(scratch: Scratch, { isQuick }: BenchOptions): Promise<BenchResult> {
  const measured: Measured[] = [];
  for (const model of serviceModels) {
    if (isQuick && model.quick === undefined) continue;
    process.stderr.write(`  ${model.name} …\n`);
    measured.push(await measureModel(model, scratch, isQuick));
  }
  const sharing = await measureSharing(scratch, isQuick);
  return {
    bench: "limit",
    figures: [...measured.flatMap(figuresOf), ...sharing.figures],
    raw: { inFlight, measured, sharing: sharing.raw },
  };
}

async function measureModel(model: ServiceModel, scratch: Scratch, isQuick: boolean): Promise<Measured> {
  const { people, boundRatio } =
    isQuick && model.quick !== undefined ? model.quick : { ...model, people: model.people.pass };
  const runs = isQuick ? 1 : 3;
  const passesMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    // One of its own each: a bucket is full at the start.
    await using tenant = await openTenant(model, people);
    passesMs.push((await runPass(tenant, scratch, [])).elapsedMs);
  }
  const idealMs = averageIdealMs(model.service, people);
  return { model, people, boundRatio, idealMs, passesMs, ways: isQuick ? [] : await measureWays(model, scratch) };
}

async function openTenant(model: ServiceModel, people: number): Promise<OtherTenant> {
  const tenant = await startTenant({ ...tenantOf(model, people), httpUpTo: "2" });
  const { refused } = model.service;
  if (refused !== undefined) await tenant.tell({ order: "refusePeople", timesEach: 1, ...refused });
  return tenant;
}

async function runPass(tenant: OtherTenant, scratch: Scratch, args: readonly string[]) {
  const { summary } = await measurePass(tenant.access, await scratch.newFolder(), [
    ...["--concurrency", String(inFlight), ...args],
  ]);
  return summary;
}

function averageIdealMs(service: Service, people: number): number {
  const task = { people, peoplePerPage, peoplePerBatch, inFlight };
  let sumMs = 0;
  for (let draw = 0; draw < draws; draw += 1) sumMs += idealScheduleMs(service, task, randomRow(draw + 1));
  return sumMs / draws;
}

async function measureWays(model: ServiceModel, scratch: Scratch): Promise<readonly WayMeasured[]> {
  const people = model.people.ways;
  const measured: WayMeasured[] = [];
  for (const way of ways) {
    process.stderr.write(`    ${way} …\n`);
    await using tenant = await openTenant(model, people);
    const folder = join(await scratch.newFolder(), "photos");
    const { elapsedMs } = await runBareLoop({ access: tenant.access, folder, inFlight, way });
    measured.push({
      way,
      loopRate: rateOf(people, elapsedMs),
      passRate: way === "getOverHttp2" ? undefined : await passRate(model, way, scratch),
    });
  }
  return measured;
}

async function passRate(model: ServiceModel, way: "batch" | "get", scratch: Scratch): Promise<number> {
  const people = model.people.ways;
  await using tenant = await openTenant(model, people);
  const { elapsedMs } = await runPass(tenant, scratch, ["--value-by", way]);
  return rateOf(people, elapsedMs);
}

function rateOf(people: number, elapsedMs: number): number {
  return (people / elapsedMs) * 1000;
}

function figuresOf({ model, people, boundRatio, idealMs, passesMs, ways }: Measured): readonly Figure[] {
  const { name, service } = model;
  const ratio = medianOf(passesMs) / idealMs;
  const seconds = passesMs.map((ms) => ms / 1000);
  return [
    {
      what: `${name}: a pass's time beside the ideal schedule's`,
      value: ratio.toFixed(3),
      ...(boundRatio === undefined ? {} : { bound: `at most ${boundRatio}`, holds: ratio <= boundRatio }),
    },
    {
      what: `  ${people} people, ${describeService(service)}`,
      value: `${spread(seconds, 1)} s, ideal ${(idealMs / 1000).toFixed(1)} s`,
    },
    ...ways.map(({ way, loopRate, passRate }) => ({
      what: `  people a second, ${model.people.ways} people, ${wayWords[way]}`,
      value: `bare loop ${loopRate.toFixed(0)}${passRate === undefined ? "" : `, pass ${passRate.toFixed(0)}`}`,
    })),
  ];
}

const wayWords: Readonly<Record<Way, string>> = {
  batch: "photos in batches of 20",
  get: "photos in calls of their own, HTTP/1.1",
  getOverHttp2: "photos in calls of their own, HTTP/2",
};
