import type { ManifestRow } from "../model/manifest-row.ts";
import type { PersonProperties } from "../model/person.ts";

/** The value of a manifest's column in a row as text, "" where the row has none; undefined when there is no such column. */
export function columnOf(row: ManifestRow, column: string): string | undefined {
  if (column === "objectId") return row.objectId;
  if (isProperty(row.properties, column)) return row.properties[column];
  if (isPhotoColumn(column)) return row.photo === undefined ? "" : String(row.photo[column]);
  return row.extra[column];
}

const photoColumns = [
  "file",
  "contentType",
  "bytes",
  "width",
  "height",
  "checksumAlgorithm",
  "checksum",
  "etag",
  "modified",
] as const satisfies readonly (keyof NonNullable<ManifestRow["photo"]>)[];

function isPhotoColumn(column: string): column is (typeof photoColumns)[number] {
  return (photoColumns as readonly string[]).includes(column);
}

function isProperty(properties: PersonProperties, column: string): column is keyof PersonProperties {
  return Object.hasOwn(properties, column);
}
