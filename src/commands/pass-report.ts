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
 * report that cannot be written leaves the pass as it ended: returns `reportFailed`, which is told here where the pass has
 * an error of its own to end the verb with.
 */
export async function reportOnPass(
  { summary, error }: PassEnded,
  path: string,
  settings: ExportSettings,
  services: Services,
): Promise<ExophotosError<"reportFailed"> | undefined> {
  const { out, pass, console, originOf } = settings;
  if (pass.dryRun || services.interrupted.aborted) return undefined;
  try {
    const made = await makeReport({ out, path, lastRun: summary }, services);
    say(console, services, reportSentence(path, made));
    return undefined;
  } catch (cause) {
    if (!(cause instanceof ExophotosError)) throw cause;
    const failed = new ExophotosError("reportFailed", { report: path, errno: errnoIn(cause) }, cause);
    if (error !== undefined) tell(console, services, "warn", explainError(failed, namesWith(originOf)).what);
    return failed;
  }
}
