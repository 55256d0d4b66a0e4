import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { writeManifest } from "../../../src/manifest/manifest-csv.ts";
import type { ManifestFormat } from "../../../src/manifest/manifest-format.ts";
import type { ManifestRow } from "../../../src/model/manifest-row.ts";
import { sampleRow } from "../../manifest/sample-rows.ts";
import { runCommand } from "../../running/command.ts";
import type { BenchResult, Figure } from "../result.ts";
import type { Scratch } from "../scratch.ts";

const boundBytes = 250e6;
/** The bound is for the last; the first shows whether memory grows with the sides. */
const sizes = [100_000, 1_000_000] as const;
const format: ManifestFormat = { delimiter: ",", encoding: "utf8", renditions: [], extraColumns: ["phash"] };
const usageAtExit = pathToFileURL(join(import.meta.dirname, "../usage-at-exit.ts")).href;

/**
 * The most memory that the comparison of two manifests has resident, in which a hundredth of the people have another
 * photo. They are joined by a key that neither is ordered by.
 */
export async function benchRows(scratch: Scratch): Promise<BenchResult> {
  const figures: Figure[] = [];
  const raw: unknown[] = [];
  for (const rows of sizes) {
    const folder = await scratch.newFolder();
    const [a, b] = [join(folder, "a.csv"), join(folder, "b.csv")];
    await writeRows(a, rows, "0000000000000000", "");
    await writeRows(b, rows, "ffffffffffffffff", "another");
    const usageFile = join(folder, "usage.json");
    const startedMs = performance.now();
    const args = ["compare", a, b, "--join", "userPrincipalName", "--to", join(folder, "result.csv")];
    const options = { nodeOptions: ["--import", usageAtExit], env: { USAGE_FILE: usageFile } };
    const { exitCode, stderr } = await runCommand(args, options);
    if (exitCode !== 7) throw new Error(`compare ended with ${exitCode}:\n${stderr}`);
    const elapsedMs = performance.now() - startedMs;
    const usage = JSON.parse(await readFile(usageFile, "utf8")) as NodeJS.ResourceUsage;
    const peakBytes = usage.maxRSS * 1024;
    figures.push({
      what: `${rows} rows a side: most memory`,
      value: `${(peakBytes / 1e6).toFixed(0)} MB`,
      bound: "below 250 MB",
      holds: peakBytes < boundBytes,
    });
    figures.push({ what: "  time", value: `${(elapsedMs / 1000).toFixed(1)} s` });
    raw.push({ rows, peakBytes, elapsedMs });
  }
  return { bench: "compare-rows", figures, raw };
}

async function writeRows(path: string, rows: number, phash: string, another: string): Promise<void> {
  await pipeline(Readable.from(writeManifest(sampleRows(rows, phash, another), format)), createWriteStream(path));
}

/** Names in an order that has nothing to do with that of the ids. */
function* sampleRows(rows: number, phash: string, another: string): Generator<ManifestRow> {
  for (let n = 1; n <= rows; n += 1) {
    const userPrincipalName = `person${(n * 7919) % 1_000_003}@contoso.example`;
    const content = n % 100 === 0 ? `photo ${n} ${another}` : `photo ${n}`;
    yield { ...sampleRow(n, content, { userPrincipalName }), extra: { phash } };
  }
}
