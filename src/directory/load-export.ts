import { listedPicture } from "../manifest/picture-columns.ts";
import type { AttributePicture, DirectoryJoin } from "../model/directory.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import type { Database } from "../store/database.ts";
import { keysOfPerson } from "./join-keys.ts";

const rowsAtOnce = 1_000;

/** Puts the published rows into the workspace: what each person is found by, and the pictures that are wanted. */
export async function loadExport(
  database: Database,
  rows: AsyncIterable<ManifestRow>,
  attributes: readonly AttributePicture[],
  joins: readonly DirectoryJoin[],
): Promise<void> {
  let batch: ManifestRow[] = [];
  const put = () => {
    const full = batch;
    batch = [];
    database.transaction(() => {
      for (const row of full) loadRow(database, row, attributes, joins);
    });
  };
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === rowsAtOnce) put();
  }
  put();
}

function loadRow(
  database: Database,
  { objectId, properties, photo }: ManifestRow,
  attributes: readonly AttributePicture[],
  joins: readonly DirectoryJoin[],
): void {
  const row = database.get(
    "INSERT INTO people (object_id, user_principal_name, sid, has_photo) VALUES (?, ?, ?, ?) RETURNING id",
    ...[objectId, properties.userPrincipalName, properties.onPremisesSecurityIdentifier, photo === undefined ? 0 : 1],
  );
  const person = Number(row?.id);
  for (const [rank, { kind, value }] of keysOfPerson(properties, joins).entries()) {
    database.run("INSERT INTO person_keys (person, rank, kind, value) VALUES (?, ?, ?, ?)", person, rank, kind, value);
  }
  for (const { attribute, picture } of attributes) {
    const listed = listedPicture(photo, picture);
    if (photo === undefined || listed === undefined) continue;
    database.run(
      "INSERT INTO pictures (person, attribute, file, bytes, algorithm, checksum) VALUES (?, ?, ?, ?, ?, ?)",
      ...[person, attribute, listed.file, listed.bytes, photo.checksumAlgorithm, listed.checksum],
    );
  }
}
