import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RenditionSpec } from "../../../src/model/rendition.ts";
import { partsOfCheckout } from "../../../src/renditions/parts-of-checkout.ts";
import { createPicturePool } from "../../../src/renditions/pool.ts";
import { measurePass } from "../measured-pass.ts";
import { type BenchResult, medianOf, spread } from "../result.ts";
import type { Scratch } from "../scratch.ts";
import { startTenant, type TenantAccess } from "../tenant.ts";

const boundShare = 0.9;
const runs = 3;
const people = 2000;
const renditions: readonly RenditionSpec[] = [
  { name: "thumbnail", width: 96, height: 96, fit: "cover", maxBytes: 10_240 },
  { name: "badge", width: 240, height: 240, fit: "cover", maxBytes: undefined },
];
const flags = renditions.flatMap(({ name, width, height, maxBytes }) => [
  "--rendition",
  `${name}=${width}x${height}${maxBytes === undefined ? "" : `,max-bytes=${maxBytes}`}`,
]);

/**
 * How fast a first pass with two renditions is beside the slower of its two halves: the same pass without them, and the
 * pool on the same photos by itself, each by turns. With all in step the slower half alone decides.
 */
export async function benchRenditionsPass(scratch: Scratch): Promise<BenchResult> {
  await using tenant = await startTenant({ people, photoBytes: "realistic" });
  const rates = { with: [] as number[], without: [] as number[], pool: [] as number[] };
  const warmUp = await scratch.newFolder();
  await measurePass(tenant.access, warmUp);
  const photos = await photosIn(join(warmUp, "out", "photos"));
  for (let run = 0; run < runs; run += 1) {
    rates.without.push(await rateOfPass(tenant.access, await scratch.newFolder(), []));
    rates.with.push(await rateOfPass(tenant.access, await scratch.newFolder(), flags));
    rates.pool.push(await rateOfPool(photos));
  }
  const slower = Math.min(medianOf(rates.without), medianOf(rates.pool));
  const share = medianOf(rates.with) / slower;
  return {
    bench: "renditions-pass",
    figures: [
      {
        what: `a pass's rate with two renditions beside the slower of its halves, medians of ${runs}`,
        value: `${(share * 100).toFixed(0)} %`,
        bound: `at least ${boundShare * 100} %`,
        holds: share >= boundShare,
      },
      { what: `  ${people} people, ${photos.length} photos; photos a second, with`, value: spread(rates.with, 0) },
      { what: "  photos a second, without", value: spread(rates.without, 0) },
      { what: "  photos a second, the pool by itself", value: spread(rates.pool, 0) },
    ],
    raw: { people, renditions, photosPerSecond: rates },
  };
}

async function rateOfPass(access: TenantAccess, folder: string, args: readonly string[]): Promise<number> {
  const { summary } = await measurePass(access, folder, args);
  return (summary.photos.downloaded / summary.elapsedMs) * 1000;
}

async function photosIn(folder: string): Promise<readonly Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))));
}

/** With as many workers as a pass has. Starting them counts, as it does there. */
async function rateOfPool(photos: readonly Buffer[]): Promise<number> {
  const pool = createPicturePool(partsOfCheckout());
  const order = { make: "renditions", renditions, hash: true } as const;
  const startedMs = performance.now();
  const results = await Promise.all(photos.map((photo) => pool.carryOut(async () => Uint8Array.from(photo), order)));
  const elapsedMs = performance.now() - startedMs;
  await pool.close();
  if (results.some(({ kind }) => kind === "refused")) throw new Error("a photo of the tenant's was refused");
  return (photos.length / elapsedMs) * 1000;
}
