import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pMapIterable } from "p-map";
import { errnoOf } from "../errors.ts";
import { checkLinks, type LinkFinding, unknownLinks } from "../links/check-links.ts";
import { listSegments } from "../manifest/history.ts";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { isPictureName, pictureFolders } from "../manifest/photo-names.ts";
import { openPublished, type PublishedManifest } from "../manifest/reader.ts";
import { linksFromJson } from "../model/link.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import type { ObjectId } from "../model/object-id.ts";
import { outputError } from "../platform/output-error.ts";
import { isLockHeld } from "../publish/lock.ts";
import { rowToJson } from "../store/row-json.ts";
import type { State } from "../store/state.ts";
import type { Fault, Verdict } from "./verify-fault.ts";
import { checkPictures, type PictureFinding } from "./verify-photo.ts";

const photosAtOnce = 8;

/**
 * Checks everything that is published: each row's file, each row against the state, the history against manifest.json,
 * and what else lies in photos/; then the by-name folders. Tells faults and how many rows are checked as it goes.
 * Throws `outEmpty`, `manifestDamaged`, `outputFailed`, and while it checks links the signal's reason.
 */
export async function checkOutput(
  layout: OutputLayout,
  state: State,
  tell: (fault: Fault) => void,
  onRow: (rows: number, total: number) => void,
  signal: AbortSignal,
): Promise<Verdict> {
  let faultsTotal = 0;
  const brokenPeople = new Set<ObjectId>();
  const report = (fault: Fault) => {
    faultsTotal += 1;
    if (isMendedByPerson(fault)) brokenPeople.add(fault.objectId);
    tell(fault);
  };
  const reportLink = (finding: LinkFinding) => report({ fault: "link", ...finding });
  await using published = await openPublished(layout.out);
  // A pass may publish meanwhile: its rows must not be held against the manifest before.
  const specs = linksFromJson(state.meta.get("links") ?? "[]");
  const counts = await state.snapshot(async () => ({
    ...(await checkRows(layout.out, state, published, report, onRow)),
    links: isLockHeld(layout.out) ? undefined : await checkLinks(layout.out, state, specs, reportLink, signal),
  }));
  for (const found of await historyGaps(layout.out, published.description.sequence))
    report({ fault: "history", found });
  const { keptFiles, unknownFiles } = await unlistedFiles(layout, state);
  for await (const name of unknownLinks(layout.out, state, specs)) unknownFiles.push(name);
  return { ...counts, keptFiles, unknownFiles, faultsTotal, brokenPeople: [...brokenPeople] };
}

function isMendedByPerson(fault: Fault): fault is Fault & { readonly objectId: ObjectId } {
  return ("file" in fault || "link" in fault) && fault.objectId !== undefined;
}

/** Each row against its file and against the state, where that is the state of this manifest; and how many there are. */
async function checkRows(
  out: string,
  state: State,
  published: PublishedManifest,
  report: (fault: Fault) => void,
  onRow: (rows: number, total: number) => void,
): Promise<Pick<Verdict, "rows" | "photos" | "renditions">> {
  const { description } = published;
  const comparable = state.meta.lastSequence() === description.sequence;
  let rows = 0;
  let photos = 0;
  let renditions = 0;
  const checked = pMapIterable(published.rows(), (row) => checkRow(out, row), { concurrency: photosAtOnce });
  for await (const { row, findings } of checked) {
    rows += 1;
    onRow(rows, description.rows);
    if (row.photo !== undefined) photos += 1;
    renditions += Object.keys(row.photo?.renditions ?? {}).length;
    for (const finding of findings) report({ ...finding, objectId: row.objectId });
    const difference = comparable ? stateDifference(state, row) : undefined;
    if (difference !== undefined) report({ fault: "state", objectId: row.objectId, found: difference });
  }
  const counts = [
    [description.rows, "manifest.json says"],
    [comparable ? state.publishes.countPublished() : rows, "the state has"],
  ] as const;
  for (const [count, who] of counts) {
    if (count !== rows) report({ fault: "state", objectId: undefined, found: `${rows} rows, ${who} ${count}` });
  }
  return { rows, photos, renditions };
}

async function checkRow(
  out: string,
  row: ManifestRow,
): Promise<{ readonly row: ManifestRow; readonly findings: readonly PictureFinding[] }> {
  return { row, findings: row.photo === undefined ? [] : await checkPictures(out, row.photo) };
}

function stateDifference(state: State, row: ManifestRow): string | undefined {
  const recorded = state.publishes.row(row.objectId);
  if (recorded === undefined) return "the state does not have this row";
  return rowToJson(recorded) === rowToJson(row) ? undefined : "the state has another row";
}

/** Missing numbers between the oldest kept segment and the published sequence. */
async function historyGaps(out: string, sequence: number): Promise<readonly string[]> {
  const segments = (await listSegments(out)).filter((segment) => segment.first <= sequence);
  const gaps: string[] = [];
  let next = segments[0]?.first;
  for (const { first, last } of segments) {
    if (next !== undefined && first !== next) gaps.push(`changes ${next} to ${first - 1} are missing`);
    next = last + 1;
  }
  if (next !== undefined && next <= sequence) gaps.push(`changes ${next} to ${sequence} are missing`);
  return gaps;
}

/** Files below photos/ and renditions/ that the manifest does not list: kept for slow readers, or not ours. */
async function unlistedFiles(
  { out }: OutputLayout,
  state: State,
): Promise<{ readonly keptFiles: number; readonly unknownFiles: string[] }> {
  let keptFiles = 0;
  const unknownFiles: string[] = [];
  for (const folder of pictureFolders) {
    for await (const relative of filesBelow(out, folder)) {
      const isListed = state.files.isListed(relative);
      if (isListed === false) keptFiles += 1;
      if (isListed === undefined) unknownFiles.push(relative);
    }
  }
  return { keptFiles, unknownFiles };
}

/** Files in a folder of OUT and in the folders below it, named relative to OUT with forward slashes. */
async function* filesBelow(out: string, folder: string): AsyncGenerator<string> {
  for (const name of (await namesIn(join(out, folder))) ?? []) {
    const relative = `${folder}/${name}`;
    // A picture's name has an extension and a folder's has none: that saves asking for each file.
    if (isPictureName(relative) || (await namesIn(join(out, relative))) === undefined) yield relative;
    else yield* filesBelow(out, relative);
  }
}

/** The names in a folder; undefined when there is no such folder. */
async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw outputError(folder, "list", error);
  }
}
