import { explainError } from "../cli/explain-error.ts";
import { namesWith } from "../cli/explanation.ts";
import { ExophotosError } from "../errors.ts";
import type { PassEnded } from "../export/run-pass.ts";
import { errnoIn } from "../platform/output-error.ts";
import type { ExportSettings } from "../settings/types.ts";
import { makeReport, reportSentence } from "./report.ts";
import { say, tell } from "./reporter.ts";
import type { Services } from "./services.ts";

/**
 * Writes the report of a pass that has ended, whatever way; none of a dry run, which writes nothing, nor after Ctrl-C. A
 * report that cannot be written leaves the pass as it ended: returns `reportFailed`, or the defect that it was; where the
 * pass has an error of its own, which goes before, that is told here and undefined is returned.
 */
export async function reportOnPass(
  { summary, error }: PassEnded,
  path: string,
  settings: ExportSettings,
  services: Services,
): Promise<unknown> {
  const { out, pass, console } = settings;
  if (pass.dryRun || services.interrupted.aborted) return undefined;
  try {
    const made = await makeReport({ out, path, fileMode: pass.fileMode, lastRun: summary }, services);
    say(console, services, reportSentence(path, made));
    return undefined;
  } catch (cause) {
    const failed = failureOf(cause, path);
    if (error === undefined) return failed;
    tell(console, services, "warn", sentenceOf(failed, path, settings));
    return undefined;
  }
}

function failureOf(cause: unknown, report: string): unknown {
  if (!(cause instanceof ExophotosError)) return cause;
  return new ExophotosError("reportFailed", { report, errno: errnoIn(cause) }, cause);
}

function sentenceOf(failed: unknown, path: string, { originOf }: ExportSettings): string {
  if (failed instanceof ExophotosError) return explainError(failed, namesWith(originOf)).what;
  return `The report ${path} could not be written, by a defect of exophotos: ${String(failed)}.`;
}
