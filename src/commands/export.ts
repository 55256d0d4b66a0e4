import { exitCodeOf, exitCodes } from "../cli/exit-codes.ts";
import { jsonReporter } from "../cli/json-reporter.ts";
import { afterPass } from "../cli/next-step.ts";
import type { PassOptions } from "../export/pass-options.ts";
import { type PassEnded, runPass } from "../export/run-pass.ts";
import { perceptualHashColumn } from "../model/manifest-row.ts";
import type { CommonSettings } from "../settings/parts.ts";
import type { ExportSettings } from "../settings/types.ts";
import { choiceOf, passOptions } from "./pass-request.ts";
import { writePlan } from "./plan-output.ts";
import { reporterFor, sayNext } from "./reporter.ts";
import type { Connection, Services, VerbEnd } from "./services.ts";

/** `exophotos export`: one pass into `--out`. Throws what stopped it. */
export async function runExport(settings: ExportSettings, services: Services): Promise<VerbEnd> {
  const ended = await exportPhotos(settings, services);
  if (settings.console.json) writeJson(services, ended);
  else if (settings.pass.dryRun) writePlan(services.stdout, ended.planned);
  const end = endOf(ended);
  const next = afterPass(ended.summary, settings.out);
  if (next !== undefined) sayNext(settings.console, services, next);
  return end;
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
    extraColumns: graphColumns(pass.columns),
  });
  const options = passOptions(out, signIn.tenant, pass, services.version, choice);
  return await runReported(options, connection, settings, services);
}

/** The columns that Graph has values for. */
export function graphColumns(columns: readonly string[]): readonly string[] {
  return columns.filter((column) => column !== perceptualHashColumn);
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
export function writeJson({ stdout }: Services, { summary, planned }: PassEnded): void {
  const document = summary.result === "dryRun" ? { ...summary, planned } : summary;
  stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}
