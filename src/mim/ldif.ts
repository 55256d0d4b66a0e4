import { listedPicture } from "../manifest/picture-columns.ts";
import { lineEnd, valueLine } from "../platform/ldif-lines.ts";
import type { MimEntry } from "./entry.ts";
import { columnOf } from "./ldif-column.ts";
import { columnsOfDn, dnOf } from "./ldif-dn.ts";
import type { LdifAttribute, LdifOptions } from "./ldif-options.ts";

/** Why an entry cannot stand in the file. */
export type LdifProblem =
  /** A column that the DN needs is empty for this person, or unknown of a deleted one. */
  | { readonly kind: "noDn"; readonly entry: MimEntry; readonly columns: readonly string[] }
  /** Active Directory would refuse the value, and with it the record. */
  | {
      readonly kind: "photoTooLarge";
      readonly entry: MimEntry;
      readonly attribute: string;
      readonly picture: string;
      readonly bytes: number;
      readonly limit: number;
    };

/** The most bytes that Active Directory's schema allows, by attribute in lower case. */
const adLimits: Readonly<Record<string, number>> = { thumbnailphoto: 102_400 };

/**
 * Writes an LDIF file (RFC 2849), a record at a time: all of it is ASCII, so that it reads the same in every code page.
 *
 * `mim`: records of a full file have no changetype; those of a delta add, replace or delete. A modify replaces each
 * attribute once, and one without a value goes. There is no version line: RFC 2849 lets a reader take such a file as
 * what came before it, whose records are the same, and Microsoft's description of the agent shows none.
 *
 * `ad`: every record is a modify that replaces the attributes; a replace without a value also succeeds where there is
 * none. A deleted row loses its photo, and keeps the rest. Where there is a photo and the rendition is missing, which a
 * later pass may still make, the attribute stays as it is.
 *
 * Bytes that a row has and the entry does not bring are left alone. An entry that cannot be written is told to
 * `onProblem` and left out: the caller throws the file away.
 */
export async function* writeLdif(
  entries: Iterable<MimEntry> | AsyncIterable<MimEntry>,
  options: LdifOptions,
  onProblem: (problem: LdifProblem) => void,
): AsyncIterable<string> {
  if (options.preset === "ad") yield `version: 1${lineEnd}${lineEnd}`;
  for await (const entry of entries) {
    const problem = problemOf(entry, options);
    if (problem !== undefined) onProblem(problem);
    else yield recordOf(entry, options);
  }
}

/** What keeps an entry out of the file, or undefined. */
export function problemOf(entry: MimEntry, { preset, dn, attributes }: LdifOptions): LdifProblem | undefined {
  if (dnOf(entry, dn) === undefined) {
    const columns = columnsOfDn(dn).filter((column) => !hasValue(entry, column));
    return { kind: "noDn", entry, columns };
  }
  if (preset !== "ad") return undefined;
  for (const { attribute, ...source } of attributes) {
    if (!("picture" in source)) continue;
    const { picture } = source;
    const limit = adLimits[attribute.toLowerCase()];
    const bytes = entry.pictures.get(picture)?.length ?? 0;
    if (limit !== undefined && bytes > limit) return { kind: "photoTooLarge", entry, attribute, picture, bytes, limit };
  }
  return undefined;
}

function hasValue({ row }: MimEntry, column: string): boolean {
  return column === "objectId" || (row !== undefined && columnOf(row, column) !== "");
}

function recordOf(entry: MimEntry, options: LdifOptions): string {
  const lines = linesOf(entry, options);
  return lines === "" ? "" : valueLine("dn", dnOf(entry, options.dn) ?? "") + lines + lineEnd;
}

/** Everything of a record but its name; "" where there is nothing to say. */
function linesOf(entry: MimEntry, { preset, objectClass, attributes }: LdifOptions): string {
  const told = attributes.filter((one) => isTold(entry, one, preset));
  if (preset === "ad") return replacing(entry, told);
  switch (entry.change) {
    case "full":
      return whole(entry, objectClass, told);
    case "Add":
      return valueLine("changetype", "add") + whole(entry, objectClass, told);
    case "Modify":
      return replacing(entry, told);
    case "Delete":
      return valueLine("changetype", "delete");
  }
}

/** Whether an entry says what a column is, which may be nothing. */
function isTold({ row, pictures }: MimEntry, source: LdifAttribute, preset: LdifOptions["preset"]): boolean {
  if (!("picture" in source)) return row !== undefined;
  if (row?.photo === undefined || pictures.has(source.picture)) return true;
  return preset === "mim" && listedPicture(row.photo, source.picture) === undefined;
}

function whole(entry: MimEntry, objectClass: string, mappings: readonly LdifAttribute[]): string {
  return valueLine("objectClass", objectClass) + mappings.map((mapping) => attributeLine(entry, mapping)).join("");
}

function replacing(entry: MimEntry, mappings: readonly LdifAttribute[]): string {
  if (mappings.length === 0) return "";
  const changes = mappings.map(
    (mapping) => `${valueLine("replace", mapping.attribute)}${attributeLine(entry, mapping)}-${lineEnd}`,
  );
  return valueLine("changetype", "modify") + changes.join("");
}

/** An attribute that has no value has no line. */
function attributeLine(entry: MimEntry, mapping: LdifAttribute): string {
  const value = valueIn(entry, mapping);
  return value.length === 0 ? "" : valueLine(mapping.attribute, value);
}

function valueIn({ row, pictures }: MimEntry, source: LdifAttribute): string | Uint8Array {
  if ("picture" in source) return pictures.get(source.picture) ?? "";
  return row === undefined ? "" : columnOf(row, source.column);
}
