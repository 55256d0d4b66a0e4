import { fixedColumns } from "../manifest/columns.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import type { PersonProperties } from "../model/person.ts";

/** The value of a manifest's column in a row as text, "" where the row has none; undefined when there is no such column. */
export function columnOf({ objectId, properties, photo, extra }: ManifestRow, column: string): string | undefined {
  if (!isFixed(column)) return extra[column];
  if (column === "objectId") return objectId;
  if (isProperty(properties, column)) return properties[column];
  return photo === undefined ? "" : String(photo[column]);
}

function isFixed(column: string): column is (typeof fixedColumns)[number] {
  return (fixedColumns as readonly string[]).includes(column);
}

function isProperty(properties: PersonProperties, column: string): column is keyof PersonProperties {
  return Object.hasOwn(properties, column);
}
