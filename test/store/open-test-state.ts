import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import type { ManifestRow } from "../../src/model/manifest-row.ts";
import { openState, type State } from "../../src/store/state.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

/** A new state in a folder of the test's own; both go with the test. */
export async function openTestState(t: TestContext): Promise<State> {
  const state = openState(join(await temporaryFolder(t), "state.db"));
  t.after(() => state.close());
  return state;
}

/** How many rows a table has. */
export function countRows({ path }: State, table: "passes" | "publishes"): number {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  } finally {
    database.close();
  }
}

/** Enters a row's person as listed, and the photo as stored, as a pass does before it publishes. */
export function putPerson(state: State, { objectId, properties, extra, photo }: ManifestRow, pass: number): void {
  state.people.putListed({ objectId, properties, extra }, pass);
  if (photo === undefined) return;
  const { file: name, bytes, checksum, checksumAlgorithm } = photo;
  state.files.intend({ name, objectId, bytes, checksum, checksumAlgorithm, createdPass: pass }, pass);
  const fetched = {
    metadataEtag: photo.etag,
    valueEtag: undefined,
    size: "largest",
    fetchedAtMs: 0,
    fetchedPass: pass,
    perceptualHash: undefined,
    transcoded: false,
    renditions: Object.fromEntries(
      Object.entries(photo.renditions).map(([made, listed]) => [made, { ...listed, key: "" }]),
    ),
  };
  for (const { file, ...listed } of Object.values(photo.renditions)) {
    state.files.intend({ ...listed, name: file, objectId, checksumAlgorithm, createdPass: pass }, pass);
  }
  state.photos.put({ ...photo, objectId, ...fetched });
}

/** Stages the step from one row to the next of a person, and prepares the publish. */
export function prepare(
  state: State,
  pass: number,
  steps: readonly { readonly published?: ManifestRow | undefined; readonly next?: ManifestRow | undefined }[],
): void {
  const firstSequence = state.meta.lastSequence() + 1;
  state.publishes.beginStaging();
  for (const [index, { published, next }] of steps.entries()) {
    const row = next ?? published;
    assert.ok(row);
    state.publishes.stage({
      objectId: row.objectId,
      sequence: firstSequence + index,
      changeType: published === undefined ? "Add" : next === undefined ? "Delete" : "Modify",
      reason: next === undefined ? "left" : "photo",
      published,
      next,
    });
  }
  const lastSequence = firstSequence + steps.length - 1;
  state.publishes.prepare({ pass, firstSequence, lastSequence, description: `{"pass":${pass}}`, publishedAtMs: 0 });
}
