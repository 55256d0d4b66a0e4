import { exitCodeOf, exitCodes } from "../cli/exit-codes.ts";
import { jsonReporter } from "../cli/json-reporter.ts";
import { ExophotosError, hasCode } from "../errors.ts";
import type { PassOptions } from "../export/pass-options.ts";
import { type PassEnded, runPass } from "../export/run-pass.ts";
import type { PassSummary } from "../export/summary.ts";
import { readManifestJson } from "../manifest/manifest-json.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import type { LinkSpec } from "../model/link.ts";
import { perceptualHashColumn } from "../model/manifest-row.ts";
import { personPropertyNames } from "../model/person.ts";
import type { CommonSettings } from "../settings/parts.ts";
import type { ExportSettings } from "../settings/types.ts";
import { choiceOf, passOptions } from "./pass-request.ts";
import { writePlan } from "./plan-output.ts";
import { reporterFor, tell } from "./reporter.ts";
import type { Connection, Services, VerbEnd } from "./services.ts";
import { writeDocument } from "./write-result.ts";

/** `exophotos export`: one pass into `--out`. Throws what stopped it. */
export async function runExport(settings: ExportSettings, services: Services): Promise<VerbEnd> {
  let ended: PassEnded | undefined;
  let exitCode: number | undefined;
  try {
    ended = await exportPhotos(settings, services);
    if (settings.console.json) writeJson(services, ended);
    else if (settings.pass.dryRun) writePlan(services.stdout, ended.planned);
    const end = endOf(ended);
    exitCode = exitCodes[end];
    return end;
  } catch (error) {
    exitCode = error instanceof ExophotosError ? exitCodeOf(error.code) : exitCodes.defect;
    throw error;
  } finally {
    if (exitCode !== undefined) await leaveMetrics(settings, ended?.summary, exitCode, services);
  }
}

/** A monitor sees by the age of its figures that there are no new ones: not to have written them ends nothing. */
async function leaveMetrics(
  { out, pass: { metrics, dryRun }, console }: ExportSettings,
  summary: PassSummary | undefined,
  exitCode: number,
  services: Services,
): Promise<void> {
  if (metrics === undefined || dryRun) return;
  const { writePassMetrics } = await import("./pass-metrics.ts");
  try {
    const publishedAt = await publishedTime(out);
    const { version, clock } = services;
    await writePassMetrics(metrics, { out, version, endedAtMs: clock.now(), exitCode, summary, publishedAt });
  } catch (error) {
    if (!hasCode(error, "outputFailed") && !hasCode(error, "publishBlocked")) throw error;
    tell(console, services, "warn", `The metrics could not be written to ${metrics} (${error.facts.errno}).`);
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
