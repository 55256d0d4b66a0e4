import { rename } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import { addedColumnsOf } from "../manifest/columns.ts";
import type { ManifestDescription } from "../manifest/manifest-json.ts";
import { openPublished } from "../manifest/reader.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import { basicPropertyNames, personPropertyNames } from "../model/person.ts";
import type { RowSettings } from "../plan/next-row.ts";
import { outputError } from "../platform/output-error.ts";
import { openState } from "../store/state.ts";
import { adoptRow } from "./adopt-row.ts";
import { rowSettingsToJson } from "./row-settings.ts";
import { removeUncommitted } from "./uncommitted.ts";

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
  const { out, statePath, tenantId, history, nowMs, size } = request;
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
      if (await adoptRow(state, row, { out, nowMs, size, pass, renditions: published.description.renditions })) {
        adopted += 1;
      }
    }
    state.meta.set("checksum", published.description.checksumAlgorithm);
    state.meta.set("rowSettings", rowSettingsToJson(publishedRowSettings(published.description, basicColumns)));
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
function publishedRowSettings(description: ManifestDescription, basicColumns: boolean): RowSettings {
  const { rowsMode, columns, renditions } = description;
  return { rows: rowsMode, basicColumns, extraColumns: addedColumnsOf(columns)?.extraColumns ?? [], renditions };
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

async function moveIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw outputError(from, "replace", error);
  }
}
