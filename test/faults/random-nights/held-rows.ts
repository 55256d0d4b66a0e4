import assert from "node:assert/strict";
import type { CsvRow } from "../../running/world.ts";

/** What a reader of changes knows of a person: all that a change says of a row. */
export interface HeldRow {
  readonly userPrincipalName: string;
  readonly file: string;
  readonly checksum: string;
  readonly modified: string;
}

export type HeldRows = ReadonlyMap<string, HeldRow>;

/** Rows of a manifest, or changes, as far as both say the same. */
export function heldRow({ userPrincipalName = "", file = "", checksum = "", modified = "" }: CsvRow): HeldRow {
  return { userPrincipalName, file, checksum, modified };
}

/** A full import. */
export function heldRows(rows: ReadonlyMap<string, CsvRow>): HeldRows {
  return new Map([...rows].map(([objectId, row]) => [objectId, heldRow(row)]));
}

/** What a reader holds that took these changes in their order; fails where one does not fit what was held. */
export function played(held: HeldRows, changes: readonly CsvRow[]): HeldRows {
  const rows = new Map(held);
  for (const change of changes) {
    const { sequence, changeType, objectId = "", previousChecksum } = change;
    const before = rows.get(objectId);
    assert.equal(before !== undefined, changeType !== "Add", `change ${sequence}: ${changeType} of ${objectId}`);
    assert.equal(previousChecksum, before?.checksum ?? "", `change ${sequence} follows what was before`);
    if (changeType === "Delete") rows.delete(objectId);
    else rows.set(objectId, heldRow(change));
  }
  return new Map([...rows].sort(([one], [other]) => (one < other ? -1 : 1)));
}
