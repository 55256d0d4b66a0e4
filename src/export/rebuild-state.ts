import { rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errnoOf } from "../errors.ts";
import { extraColumnsOf } from "../manifest/columns.ts";
import { listSegments } from "../manifest/history.ts";
import type { ManifestDescription } from "../manifest/manifest-json.ts";
import { openPublished } from "../manifest/reader.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import { basicPropertyNames, personPropertyNames } from "../model/person.ts";
import type { RowSettings } from "../plan/next-row.ts";
import { checksumFile } from "../platform/file-digest.ts";
import { outputError } from "../platform/output-error.ts";
import { removeDurably } from "../publish/publish-steps.ts";
import { openState, type State } from "../store/state.ts";

export interface RebuildRequest {
  readonly out: string;
  readonly statePath: string;
  readonly tenantId: string;
  /** Names the new run of sequence numbers: what the lost state knew of the old one cannot be proved. */
  readonly history: string;
  readonly nowMs: number;
  readonly size: string;
}

/**
 * Makes a new state.db from what is published: files, etags and modified from manifest.csv after checking checksums, the
 * sequence from manifest.json. The old state.db, if any, is kept beside it. Under construction it has another name, so
 * that a killed rebuild leaves no half of a state. Returns how many photos were taken over; those whose file is missing or
 * differs are fetched again. Throws `outEmpty`, `manifestDamaged`, `outputFailed`.
 */
export async function rebuildState(request: RebuildRequest): Promise<number> {
  const { out, statePath, tenantId, history, nowMs } = request;
  await using published = await openPublished(out);
  const building = `${statePath}.rebuilding`;
  await setStateAside(building, nowMs);
  const state = openState(building);
  let adopted = 0;
  try {
    state.meta.set("tenantId", tenantId);
    state.meta.set("history", history);
    state.meta.set("lastSequence", String(published.description.sequence));
    const pass = state.passes.begin(nowMs, 0, "", published.json.current.pass);
    state.passes.end(pass, nowMs, "rebuilt");
    let basicColumns = true;
    for await (const row of published.rows()) {
      basicColumns &&= hasBasicColumnsOnly(row);
      if (await adopt(state, row, request, pass)) adopted += 1;
    }
    state.meta.set("checksum", published.description.checksumAlgorithm);
    state.meta.set("rowSettings", JSON.stringify(publishedRowSettings(published.description, basicColumns)));
  } finally {
    // Closing the last connection folds the write-ahead log into the file, so that one rename moves all of it.
    state.close();
  }
  await removeUncommitted(out, published.description.sequence);
  await setStateAside(statePath, nowMs);
  await moveIfThere(building, statePath);
  return adopted;
}

/** The settings that the published rows show; the lost state had them as they were given. */
function publishedRowSettings({ rowsMode, columns }: ManifestDescription, basicColumns: boolean): RowSettings {
  return { rows: rowsMode, basicColumns, extraColumns: extraColumnsOf(columns) ?? [] };
}

function hasBasicColumnsOnly({ properties }: ManifestRow): boolean {
  const basic: readonly string[] = basicPropertyNames;
  return personPropertyNames.every((name) => basic.includes(name) || properties[name] === "");
}

/** Renames a state database, if there is one, with what SQLite keeps beside it; nothing is deleted. */
export async function setStateAside(statePath: string, nowMs: number): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) {
    await moveIfThere(statePath + suffix, `${statePath}.replaced-${nowMs}${suffix}`);
  }
}

/** A publish that the lost state had prepared may have left its segment; its numbers are used again. */
async function removeUncommitted(out: string, sequence: number): Promise<void> {
  for (const segment of await listSegments(out)) {
    if (segment.first > sequence) await removeDurably(segment.path, dirname(segment.path));
  }
}

/** Takes over one row; true when its photo's file holds what it should. */
async function adopt(
  state: State,
  row: ManifestRow,
  { out, nowMs, size }: RebuildRequest,
  pass: number,
): Promise<boolean> {
  const { objectId, properties, extra, photo } = row;
  const found = photo === undefined ? undefined : await checksumFile(join(out, photo.file), photo.checksumAlgorithm);
  const isSound = photo !== undefined && found?.checksum === photo.checksum;
  state.transaction(() => {
    state.people.putListed({ objectId, properties, extra }, 0);
    state.publishes.adopt(row);
    if (photo === undefined) return;
    const { file, bytes, checksum, checksumAlgorithm } = photo;
    // Also a file that is gone or damaged is listed: the one that replaces it must not be swept.
    state.files.intend({ name: file, objectId, bytes, checksum, checksumAlgorithm, createdPass: pass }, nowMs);
    state.files.markListed(file);
    if (!isSound) return;
    const metadataEtag = photo.etag === "" ? undefined : photo.etag;
    state.photos.put({
      ...photo,
      objectId,
      metadataEtag,
      valueEtag: undefined,
      size,
      fetchedAtMs: nowMs,
      fetchedPass: 0,
    });
  });
  return isSound;
}

async function moveIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw outputError(from, "replace", error);
  }
}
