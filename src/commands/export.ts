import { exitCodeOf, exitCodes } from "../cli/exit-codes.ts";
import { jsonReporter } from "../cli/json-reporter.ts";
import { ExophotosError } from "../errors.ts";
import type { PassOptions } from "../export/pass-options.ts";
import { type PassEnded, runPass } from "../export/run-pass.ts";
import type { LinkSpec } from "../model/link.ts";
import { perceptualHashColumn } from "../model/manifest-row.ts";
import { personPropertyNames } from "../model/person.ts";
import type { CommonSettings } from "../settings/parts.ts";
import type { ExportSettings } from "../settings/types.ts";
import { choiceOf, passOptions } from "./pass-request.ts";
import { writePlan } from "./plan-output.ts";
import { reporterFor } from "./reporter.ts";
import type { Connection, Services, VerbEnd } from "./services.ts";
import { writeDocument } from "./write-result.ts";

/** `exophotos export`: one pass into `--out`. Throws what stopped it. */
export async function runExport(settings: ExportSettings, services: Services): Promise<VerbEnd> {
  let ended: PassEnded | undefined;
  let exitCode: number | undefined;
  try {
    ended = await exportPhotos(settings, services);
    const reportError = await reportIfWished(ended, settings, services);
    if (settings.console.json) writeJson(services, ended);
    else if (settings.pass.dryRun) writePlan(services.stdout, ended.planned);
    const end = endOf(ended);
    if (reportError !== undefined) throw reportError;
    exitCode = exitCodes[end];
    return end;
  } catch (error) {
    exitCode = error instanceof ExophotosError ? exitCodeOf(error.code) : exitCodes.defect;
    throw error;
  } finally {
    const { metrics, dryRun } = settings.pass;
    if (metrics !== undefined && exitCode !== undefined && !dryRun) {
      const { leaveMetrics } = await import("./leave-metrics.ts");
      await leaveMetrics(metrics, { exitCode, summary: ended?.summary }, settings, services);
    }
  }
}

/** What the report comes from is loaded where one is wished for. */
async function reportIfWished(ended: PassEnded, settings: ExportSettings, services: Services) {
  if (settings.pass.report === undefined) return undefined;
  return await (await import("./pass-report.ts")).reportOnPass(ended, settings.pass.report, settings, services);
}

/** Connects to the tenant and runs one pass as the settings want it. */
export async function exportPhotos(settings: ExportSettings, services: Services): Promise<PassEnded> {
  const { out, signIn, network, traffic, pass } = settings;
  const choice = choiceOf(pass, settings);
  const connection = await services.connect({
    signIn,
    network,
    traffic,
    choice,
    discover: pass.discover,
    size: pass.size,
    basicColumns: pass.basicColumns,
    extraColumns: graphProperties(pass.columns, pass.links),
  });
  const options = passOptions(out, signIn.tenant, pass, services.version, choice);
  return await runReported(options, connection, settings, services);
}

/** The user properties that Graph is asked for beside the usual ones: columns that it has values for, and names of links. */
export function graphProperties(columns: readonly string[], links: readonly LinkSpec[]): readonly string[] {
  const usual = new Set<string>([...personPropertyNames, perceptualHashColumn]);
  const wanted = new Set([...columns, ...links.map(({ property }) => property)]);
  return [...wanted].filter((name) => !usual.has(name));
}

/** Runs a pass with its events shown as the settings want it, and closes the connection after it. */
export async function runReported(
  options: PassOptions,
  connection: Connection,
  settings: CommonSettings,
  services: Services,
): Promise<PassEnded> {
  const reporter = reporterFor(settings.console, services);
  const pictures = await services.startPictures();
  try {
    return await runPass(options, {
      pictures,
      tenant: connection.tenant,
      mailboxes: connection.mailboxes,
      graphHost: connection.graphHost,
      certificateEndsAt: connection.certificateEndsAt,
      clock: services.clock,
      newId: services.newId,
      bootAtMs: services.bootAtMs,
      listener: reporter.listener,
      listenerFor: (log) => jsonReporter({ log, clock: services.clock, quiet: false }),
      interrupted: services.interrupted,
      exitCodeFor: (end) => {
        if (end === "done" || end === "someFailed" || end === "defect") return exitCodes[end];
        return exitCodeOf(end);
      },
    });
  } finally {
    await reporter.close();
    await connection.tenant.close();
    await pictures.close();
  }
}

/** How a pass ends its verb. Throws the pass's error. */
export function endOf({ summary, error }: PassEnded): VerbEnd {
  if (error !== undefined) throw error;
  return summary.exitCode === exitCodes.someFailed ? "someFailed" : "done";
}

/** The summary as the one document on standard output; also for a pass that failed. */
export function writeJson(services: Services, { summary, planned }: PassEnded): void {
  writeDocument(services, summary.result === "dryRun" ? { ...summary, planned } : summary);
}
