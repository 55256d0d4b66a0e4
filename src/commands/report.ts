import { isErrorCode } from "../cli/exit-codes.ts";
import { explainError } from "../cli/explain-error.ts";
import { namesWith } from "../cli/explanation.ts";
import { type ErrorCode, ExophotosError } from "../errors.ts";
import { damaged } from "../manifest/damaged.ts";
import { type LastRun, readLastRun } from "../manifest/last-run-json.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import type { FileMode } from "../model/file-mode.ts";
import { bytesWords, counted } from "../model/quantities.ts";
import { withFileMode } from "../platform/file-mode.ts";
import { readMarker } from "../publish/marker.ts";
import { type MadeReport, writeReport } from "../report/write-report.ts";
import type { ReportSettings } from "../settings/types.ts";
import type { State } from "../store/state.ts";
import { tell } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { openUsableState } from "./usable-state.ts";
import { writeDocument } from "./write-result.ts";

/** `exophotos report`: the last pass, and what is published, as one HTML page. Throws `outEmpty` where there was none. */
export async function runReport(settings: ReportSettings, services: Services): Promise<VerbEnd> {
  const { out, to, fileMode, console } = settings;
  await readMarker(out);
  const lastRun = await readLastRun(out);
  if (lastRun === undefined) throw damaged(outputLayout(out).lastRun, "it is missing");
  const made = await makeReport({ out, path: to, fileMode, lastRun }, services);
  if (console.json) {
    writeDocument(services, { formatVersion: 1, path: to, bytes: made.bytes, figures: made.figures });
  }
  tell(console, services, "info", reportSentence(to, made));
  return "done";
}

/** Where a report of which pass goes. */
export interface ReportWish {
  readonly out: string;
  readonly path: string;
  readonly fileMode: FileMode;
  readonly lastRun: LastRun;
}

/** Writes the page. Throws what `writeReport` throws. */
export async function makeReport(
  { out, path, fileMode, lastRun }: ReportWish,
  services: Services,
): Promise<MadeReport> {
  const { startPictures, clock, interrupted: signal } = services;
  const page = await services.reportPage();
  const attention = attentionOf(lastRun);
  const pool = await startPictures();
  let state: State | undefined;
  try {
    state = await openUsableState(out);
    const parts = { out, path, lastRun, state, attention, page, pool, clock, signal };
    return await withFileMode(fileMode, () => writeReport(parts));
  } finally {
    state?.close();
    await pool.close();
  }
}

/** Where the report is, and what to do with it. */
export function reportSentence(path: string, { bytes, figures }: MadeReport): string {
  const people = counted(figures.rows, "person", "people");
  return `The report of pass ${figures.pass} is in ${path} (${bytesWords(bytes)}, ${people}). Open it in a browser; it holds faces and names, so keep it where the photos may be.`;
}

/** The error of a pass as it would be printed, the settings by their names alone: a page is read later. */
function attentionOf({ error }: LastRun): readonly string[] {
  if (error === undefined) return [];
  if (!isErrorCode(error.code)) return ["A defect of exophotos ended the pass; last-run.json has what is known of it."];
  return (
    sentencesOf(error.code, error.facts) ?? [`It ended with ${error.code}; last-run.json has what is known of it.`]
  );
}

/** Undefined where another version has written other facts beside the code. */
function sentencesOf(code: ErrorCode, facts: unknown): readonly string[] | undefined {
  try {
    const { what, why, todo } = explainError(new ExophotosError(code, facts as never), namesWith(undefined));
    return [what, ...(why === undefined ? [] : [why]), `What to do: ${todo}`];
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
