import { ExophotosError, hasCode } from "../errors.ts";
import { readManifestJson } from "../manifest/manifest-json.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import { errnoIn } from "../platform/output-error.ts";
import type { ExportSettings } from "../settings/types.ts";
import { type PassOutcome, writePassMetrics } from "./pass-metrics.ts";
import { tell } from "./reporter.ts";
import type { Services } from "./services.ts";

/**
 * Writes the metrics of a pass. A monitor sees by the age of its figures that there are no new ones: not to have written
 * them is told, and ends nothing.
 */
export async function leaveMetrics(
  path: string,
  outcome: Pick<PassOutcome, "exitCode" | "summary">,
  { out, console }: ExportSettings,
  services: Services,
): Promise<void> {
  const { version, clock } = services;
  try {
    const publishedAt = await publishedTime(out);
    await writePassMetrics(path, { ...outcome, out, version, endedAtMs: clock.now(), publishedAt });
  } catch (error) {
    const why = error instanceof ExophotosError ? errnoIn(error) : String(error);
    tell(console, services, "warn", `The metrics could not be written to ${path} (${why}).`);
  }
}

/** Undefined where nothing readable is published, which the pass itself has told. */
async function publishedTime(out: string): Promise<string | undefined> {
  try {
    return (await readManifestJson(outputLayout(out).manifestJson))?.current.time;
  } catch (error) {
    if (hasCode(error, "manifestDamaged") || hasCode(error, "outputFailed")) return undefined;
    throw error;
  }
}
