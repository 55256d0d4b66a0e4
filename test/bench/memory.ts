import { measurePass } from "./measured-pass.ts";
import type { BenchResult, Figure } from "./result.ts";
import type { Scratch } from "./scratch.ts";
import { startTenant } from "./tenant.ts";

const boundBytes = 250e6;
/** The bound is for the last; the first shows whether memory grows with the tenant. */
const tenantSizes = [20_000, 100_000] as const;

/**
 * The most memory that the exporter's process has resident while it exports tenants of two sizes, half of the people
 * with small photos: in a first pass, which downloads everything, and in a second one.
 */
export async function benchMemory(scratch: Scratch): Promise<BenchResult> {
  const figures: Figure[] = [];
  const raw: unknown[] = [];
  for (const people of tenantSizes) {
    await using tenant = await startTenant({ people, photoBytes: "small" });
    const folder = await scratch.newFolder();
    for (const pass of ["first", "second"]) {
      const { summary, processMs, cpuMs, peakBytes } = await measurePass(tenant.access, folder);
      const photos = pass === "first" ? summary.photos.downloaded : summary.photos.unchanged;
      figures.push({
        what: `${people} people, ${photos} photos, ${pass} pass: most memory`,
        value: `${(peakBytes / 1e6).toFixed(0)} MB`,
        bound: "below 250 MB",
        holds: peakBytes < boundBytes,
      });
      figures.push({
        what: "  time, processor time",
        value: `${(processMs / 1000).toFixed(1)} s, ${(cpuMs / 1000).toFixed(1)} s`,
      });
      raw.push({ people, pass, photos, peakBytes, processMs, cpuMs, elapsedMs: summary.elapsedMs });
    }
  }
  return { bench: "memory", figures, raw };
}
