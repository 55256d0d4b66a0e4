import { stateOf } from "../export/open-output.ts";
import type { PassOptions } from "../export/pass-options.ts";
import { rowSettingsFromJson } from "../export/row-settings.ts";
import { formatOf } from "../manifest/manifest-json.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import { openPublished } from "../manifest/reader.ts";
import { fileModes, usualFileMode } from "../model/file-mode.ts";
import { linksFromJson } from "../model/link.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { RowSettings } from "../plan/next-row.ts";
import type { RepairSettings, VerifySettings } from "../settings/types.ts";
import { openStateForReading } from "../store/state.ts";
import { endOf, graphProperties, runReported } from "./export.ts";
import { workReporterFor } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import type { Fault, Verdict } from "./verify-fault.ts";
import { checkOutput } from "./verify-output.ts";
import { faultLine, verdictLines } from "./verify-text.ts";
import { writeDocument } from "./write-result.ts";

/** `exophotos verify`: what is published against itself; with `--repair`, a pass over the broken people, then again. */
export async function runVerify(settings: VerifySettings, services: Services): Promise<VerbEnd> {
  const { out, repair } = settings;
  let found = await verifyOnce(out, settings, services);
  if (repair !== undefined && found.verdict.brokenPeople.length > 0) {
    await repairPeople(settings, repair, found.verdict.brokenPeople, services);
    found = await verifyOnce(out, settings, services);
  }
  if (settings.console.json) {
    writeDocument(services, { formatVersion: 1, out, ...found.verdict, faults: found.faults });
  }
  return found.verdict.faultsTotal > 0 ? "difference" : "done";
}

/** Faults that the JSON document names one by one. */
const namedFaults = 10_000;

async function verifyOnce(
  out: string,
  { console }: VerifySettings,
  services: Services,
): Promise<{ readonly verdict: Verdict; readonly faults: readonly Fault[] }> {
  const layout = outputLayout(out);
  const state = openStateForReading(await stateOf(out));
  const work = workReporterFor(console, services);
  const write = (text: string) => work.above(() => services.stdout.write(text));
  try {
    const faults: Fault[] = [];
    const tell = (fault: Fault) => {
      if (faults.length < namedFaults) faults.push(fault);
      if (!console.json) write(`${faultLine(fault)}\n`);
    };
    const { interrupted } = services;
    const onRow = (done: number, total: number) => {
      interrupted.throwIfAborted();
      work.update({ name: "Checked", unit: "rows", done, total });
    };
    const verdict = await checkOutput(layout, state, tell, onRow, interrupted);
    work.close();
    if (!console.json) write(`${verdictLines(verdict, console.quiet).join("\n")}\n`);
    return { verdict, faults };
  } finally {
    work.close();
    state.close();
  }
}

/** A pass over the broken people alone, with everything else as it was last published. */
async function repairPeople(
  settings: VerifySettings,
  repair: RepairSettings,
  people: readonly ObjectId[],
  services: Services,
): Promise<void> {
  const options = await repairOptions(settings.out, repair, people, services);
  const connection = await services.connect({
    ...repair,
    choice: { kind: "everyone" },
    discover: "graph",
    basicColumns: options.rows.basicColumns,
    extraColumns: graphProperties(options.rows.extraColumns, options.links),
  });
  endOf(await runReported(options, connection, settings, services));
}

async function repairOptions(
  out: string,
  { signIn, size, transcode, maxDelete }: RepairSettings,
  only: readonly ObjectId[],
  { version }: Services,
): Promise<PassOptions> {
  await using published = await openPublished(out);
  const { description } = published;
  const state = openStateForReading(await stateOf(out));
  try {
    const { rowsMode, renditions } = description;
    const asPublished: RowSettings = { rows: rowsMode, basicColumns: false, extraColumns: [], renditions };
    const known = state.meta.get("rowSettings");
    const format = formatOf(description) ?? { delimiter: ",", encoding: "utf8", renditions: [], extraColumns: [] };
    return {
      out,
      tenantId: signIn.tenant,
      version,
      choice: { kind: "everyone" },
      stateDir: undefined,
      only,
      discover: "graph",
      rows: known === undefined ? asPublished : rowSettingsFromJson(known),
      format,
      checksum: description.checksumAlgorithm,
      size,
      transcode,
      maxDelete: maxDelete ?? { kind: "default" },
      deadlineMs: undefined,
      refreshAfterMs: Number(state.meta.get("refreshAfterMs") ?? 0),
      recheckWithinMs: Number(state.meta.get("recheckWithinMs") ?? 0) || undefined,
      keepFilesMs: Number.MAX_SAFE_INTEGER,
      manifestCopies: [],
      links: linksFromJson(state.meta.get("links") ?? "[]"),
      fileMode: fileModes.find((mode) => mode === state.meta.get("fileMode")) ?? usualFileMode,
      keepChangesMs: Number.MAX_SAFE_INTEGER,
      full: true,
      dryRun: false,
      rebuildState: false,
      repairs: true,
    };
  } finally {
    state.close();
  }
}
