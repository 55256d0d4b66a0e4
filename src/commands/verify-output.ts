import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pMapIterable } from "p-map";
import { errnoOf } from "../errors.ts";
import { listSegments } from "../manifest/history.ts";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { openPublished, type PublishedManifest } from "../manifest/reader.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import type { ObjectId } from "../model/object-id.ts";
import { outputError } from "../platform/output-error.ts";
import { rowToJson } from "../store/row-json.ts";
import type { State } from "../store/state.ts";
import type { Fault, Verdict } from "./verify-fault.ts";
import { checkPhoto, type PhotoFinding } from "./verify-photo.ts";

const photosAtOnce = 8;

/**
 * Checks everything that is published: each row's file, each row against the state, the history against manifest.json,
 * and what else lies in photos/. Tells faults as it finds them. Throws `outEmpty`, `manifestDamaged`, `outputFailed`.
 */
export async function checkOutput(layout: OutputLayout, state: State, tell: (fault: Fault) => void): Promise<Verdict> {
  let faultsTotal = 0;
  const brokenPeople: ObjectId[] = [];
  const report = (fault: Fault) => {
    faultsTotal += 1;
    if ("file" in fault) brokenPeople.push(fault.objectId);
    tell(fault);
  };
  await using published = await openPublished(layout.out);
  // A pass may publish meanwhile: its rows must not be held against the manifest before.
  const { rows, photos } = await state.snapshot(() => checkRows(layout.out, state, published, report));
  for (const found of await historyGaps(layout.out, published.description.sequence))
    report({ fault: "history", found });
  const { keptFiles, unknownFiles } = await unlistedFiles(layout, state);
  return { rows, photos, keptFiles, unknownFiles, faultsTotal, brokenPeople };
}

/** Each row against its file and against the state, where that is the state of this manifest; and how many there are. */
async function checkRows(
  out: string,
  state: State,
  published: PublishedManifest,
  report: (fault: Fault) => void,
): Promise<{ readonly rows: number; readonly photos: number }> {
  const { description } = published;
  const comparable = state.meta.lastSequence() === description.sequence;
  let rows = 0;
  let photos = 0;
  const checked = pMapIterable(published.rows(), (row) => checkRow(out, row), { concurrency: photosAtOnce });
  for await (const { row, finding } of checked) {
    rows += 1;
    if (row.photo !== undefined) photos += 1;
    if (finding !== undefined && row.photo !== undefined) {
      report({ ...finding, objectId: row.objectId, file: row.photo.file });
    }
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
  return { rows, photos };
}

async function checkRow(
  out: string,
  row: ManifestRow,
): Promise<{ readonly row: ManifestRow; readonly finding: PhotoFinding | undefined }> {
  return { row, finding: row.photo === undefined ? undefined : await checkPhoto(out, row.photo) };
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

/** Files below photos/ that the manifest does not list: kept for slow readers, or not ours. */
async function unlistedFiles(
  { photosDir }: OutputLayout,
  state: State,
): Promise<{ readonly keptFiles: number; readonly unknownFiles: readonly string[] }> {
  let keptFiles = 0;
  const unknownFiles: string[] = [];
  for await (const name of namesBelow(photosDir)) {
    const relative = `photos/${name}`;
    const isListed = state.files.isListed(relative);
    if (isListed === false) keptFiles += 1;
    if (isListed === undefined) unknownFiles.push(relative);
  }
  return { keptFiles, unknownFiles };
}

/** Names in the folders of photos/, and those beside them that are no folders. */
async function* namesBelow(photosDir: string): AsyncGenerator<string> {
  for (const shard of (await namesIn(photosDir)) ?? []) {
    const names = await namesIn(join(photosDir, shard));
    if (names === undefined) yield shard;
    else for (const name of names) yield `${shard}/${name}`;
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
