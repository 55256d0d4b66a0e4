import * as z from "zod";
import { checksumAlgorithms } from "../model/checksum.ts";
import { photoAttributes } from "../model/directory.ts";
import { lineEnd, valueLine } from "../platform/ldif-lines.ts";
import type { Wish } from "./wish.ts";

/*
 * An undo file is LDIF (RFC 2849) with a comment before each record, so that any tool can play it back. The comments
 * tell `ad restore` whose record it is, and what was to be written: it changes nothing that somebody else wrote since.
 */

export const undoHeader = "# exophotos undo file 1";

/** The comment before a record. */
export const undoNoteSchema = z.strictObject({
  objectId: z.string(),
  userPrincipalName: z.string(),
  dn: z.string(),
  attribute: z.enum(photoAttributes),
  algorithm: z.enum(checksumAlgorithms),
  /** The fingerprint of what was to be written; "" where the attribute was to become empty. */
  written: z.string(),
});
export type UndoNote = z.output<typeof undoNoteSchema>;

export const notePrefix = "# exophotos: ";
const endPrefix = "# exophotos end: ";

/** What an undo file begins with. */
export function undoHead(): string {
  return `version: 1${lineEnd}${undoHeader}${lineEnd}${lineEnd}`;
}

/** The record that gives an attribute its old values back. */
export function undoRecord(wish: Wish, old: readonly Uint8Array[]): string {
  const { objectId, userPrincipalName, dn, attribute, algorithm, wanted: written } = wish;
  const note: UndoNote = { objectId, userPrincipalName, dn, attribute, algorithm, written };
  return [
    `${notePrefix}${asciiJson(note)}${lineEnd}`,
    valueLine("dn", `<GUID=${wish.guid}>`),
    valueLine("changetype", "modify"),
    valueLine("replace", attribute),
    ...old.map((value) => valueLine(attribute, value)),
    `-${lineEnd}${lineEnd}`,
  ].join("");
}

/** What a complete undo file ends with. */
export function undoEnd(records: number): string {
  return `${endPrefix}${records}${lineEnd}`;
}

/** The number of records that a file says it has, where the line is its end. */
export function recordsInEnd(line: string): number | undefined {
  return /^\d+$/.test(line.slice(endPrefix.length)) && line.startsWith(endPrefix)
    ? Number(line.slice(endPrefix.length))
    : undefined;
}

/** A comment of LDIF is ASCII in one line. */
function asciiJson(note: UndoNote): string {
  return JSON.stringify(note).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
