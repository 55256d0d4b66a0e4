import { exitCodeOf, exitCodes } from "../cli/exit-codes.ts";
import { jsonReporter } from "../cli/json-reporter.ts";
import { afterPass } from "../cli/next-step.ts";
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
import { reporterFor, sayNext } from "./reporter.ts";
import type { Connection, Services, VerbEnd } from "./services.ts";
import { writeDocument } from "./write-result.ts";

/**
 * `exophotos export`: one pass into `--out`. What the pass came to is told and measured before the report is begun, which
 * can neither change nor hide it. Throws what stopped the pass, or what kept it from beginning; else `reportFailed`.
 */
export async function runExport(settings: ExportSettings, services: Services): Promise<VerbEnd> {
  const attempt = await attemptPass(settings, services);
  if (attempt.ended !== undefined) showEnded(attempt.ended, settings, services);
  await leaveMetricsIfWished(attempt, settings, services);
  if (attempt.ended === undefined) throw attempt.error;
  const { summary } = attempt.ended;
  const reportError = await reportIfWished(attempt.ended, settings, services);
  const end = endOf(attempt.ended);
  if (reportError !== undefined) {
    await leaveMetricsIfWished({ ended: attempt.ended, error: reportError }, settings, services);
    throw reportError;
  }
  const next = afterPass(summary, settings.out);
  if (next !== undefined) sayNext(settings.console, services, next);
  return end;
}

/** A pass that ended, with its error where it did not end well; or what kept it from beginning. */
interface Attempt {
  readonly ended: PassEnded | undefined;
  readonly error: unknown;
}

async function attemptPass(settings: ExportSettings, services: Services): Promise<Attempt> {
  try {
    const ended = await exportPhotos(settings, services);
    return { ended, error: ended.error };
  } catch (error) {
    return { ended: undefined, error };
  }
}

function showEnded(ended: PassEnded, { console, pass }: ExportSettings, services: Services): void {
  if (console.json) writeJson(services, ended);
  else if (pass.dryRun) writePlan(services.stdout, ended.planned);
}

/** Both are loaded only where they are wished for. */
async function leaveMetricsIfWished(
  { ended, error }: Attempt,
  settings: ExportSettings,
  services: Services,
): Promise<void> {
  const { metrics, dryRun } = settings.pass;
  if (metrics === undefined || dryRun) return;
  const exitCode = error === undefined && ended !== undefined ? exitCodes[endOf(ended)] : exitCodeAfter(error);
  const { leaveMetrics } = await import("./leave-metrics.ts");
  await leaveMetrics(metrics, { exitCode, summary: ended?.summary }, settings, services);
}

function exitCodeAfter(error: unknown): number {
  return error instanceof ExophotosError ? exitCodeOf(error.code) : exitCodes.defect;
}

async function reportIfWished(ended: PassEnded, settings: ExportSettings, services: Services): Promise<unknown> {
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
