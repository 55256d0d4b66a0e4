import { idealScheduleMs } from "./ideal-schedule.ts";
import { measurePass } from "./measured-pass.ts";
import { type BenchResult, medianOf, spread } from "./result.ts";
import type { Scratch } from "./scratch.ts";
import { startTenant } from "./tenant.ts";

const boundRatio = 1.15;
const runs = 3;
const people = 4000;
const inFlight = 8;
const latency = { callMs: 60, callJitterMs: 40, itemMs: 150 };
const peoplePerBatch = 20;
/** The items of a batch run four at a time. */
const itemRounds = peoplePerBatch / 4;
const meanCallMs = latency.callMs + latency.callJitterMs / 2;
const model = {
  pageMs: meanCallMs,
  peoplePerPage: 999,
  batchMs: meanCallMs + itemRounds * latency.itemMs,
  peoplePerBatch,
  inFlight,
};

/** How long a first pass takes under a modelled latency, beside the least time that the model allows. */
export async function benchLatency(scratch: Scratch): Promise<BenchResult> {
  await using tenant = await startTenant({ people, latency });
  const idealMs = idealScheduleMs(people, model);
  const elapsedMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const folder = await scratch.newFolder();
    const { summary } = await measurePass(tenant.access, folder, ["--concurrency", String(inFlight)]);
    elapsedMs.push(summary.elapsedMs);
  }
  const ratio = medianOf(elapsedMs) / idealMs;
  const batches = Math.ceil(people / peoplePerBatch);
  return {
    bench: "latency",
    figures: [
      {
        what: `a pass's time beside the ideal schedule's, median of ${runs}`,
        value: ratio.toFixed(3),
        bound: `at most ${boundRatio}`,
        holds: ratio <= boundRatio,
      },
      {
        what: `  ${people} people, ${latency.callMs} ms + up to ${latency.callJitterMs} ms a call, ${latency.itemMs} ms an item`,
        value: `${spread(
          elapsedMs.map((ms) => ms / 1000),
          1,
        )} s`,
      },
      {
        what: `  ideal: pages of ${model.pageMs} ms, ${batches} batches of ${model.batchMs} ms, ${inFlight} at once`,
        value: `${(idealMs / 1000).toFixed(1)} s`,
      },
    ],
    raw: { people, model, idealMs, elapsedMs },
  };
}
