/**
 * `npm run bench`: measures what is promised about memory, speed, start (for that, after `npm run release`) and
 * renditions (which installs in test/bench what it compares with), prints a table, and ends with 1 when a bound is
 * missed. `--only NAME` (repeatable) runs some of the benches, `--json FILE` also writes all that was measured, `--quick`
 * takes the small version of a bench that has one.
 */
import { writeFile } from "node:fs/promises";
import { arch, cpus, platform, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { benchLooks } from "./compare/looks.ts";
import { benchRows } from "./compare/rows.ts";
import { benchLimit } from "./limit/measuring.ts";
import type { BenchOptions } from "./options.ts";
import { benchPeers } from "./peers/measuring.ts";
import { benchRenditions } from "./renditions/making.ts";
import { benchRenditionsPass } from "./renditions/passing.ts";
import { benchReportPage } from "./report/page.ts";
import { type BenchResult, tableOf } from "./result.ts";
import { benchScale } from "./scale/measuring.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { benchSpeed } from "./speed.ts";
import { benchStart } from "./start/measuring.ts";

const benches: Readonly<Record<string, (scratch: Scratch, options: BenchOptions) => Promise<BenchResult>>> = {
  scale: benchScale,
  speed: benchSpeed,
  limit: benchLimit,
  start: benchStart,
  renditions: benchRenditions,
  "renditions-pass": benchRenditionsPass,
  compare: benchLooks,
  "compare-rows": benchRows,
  "report-page": benchReportPage,
  peers: benchPeers,
};

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, json: { type: "string" }, quick: { type: "boolean" } },
});
await using scratch = await openScratch();
const results: BenchResult[] = [];
for (const name of values.only ?? Object.keys(benches)) {
  const bench = benches[name];
  if (bench === undefined) throw new Error(`There is no bench «${name}», only ${Object.keys(benches).join(", ")}.`);
  process.stderr.write(`${name} …\n`);
  results.push(await bench(scratch, { isQuick: values.quick ?? false }));
}

const machine = {
  processors: cpus().length,
  model: cpus()[0]?.model ?? "",
  memoryGb: Math.round(totalmem() / 1e9),
  system: `${platform()} ${arch()}`,
  node: process.version,
};
const { processors, model, memoryGb, system, node } = machine;
process.stdout.write(`${processors} processors (${model}), ${memoryGb} GB, ${system}, Node ${node}\n\n`);
process.stdout.write(`${tableOf(results)}\n`);
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
}
process.exitCode = results.some(({ figures }) => figures.some(({ holds }) => holds === false)) ? 1 : 0;
