import { fixedColumns, type RenditionPart, renditionColumn, renditionParts } from "../manifest/columns.ts";
import type { ListedPhoto, ListedRendition, ManifestRow } from "../model/manifest-row.ts";
import type { PersonProperties } from "../model/person.ts";

/** The value of a manifest's column in a row as text, "" where the row has none. */
export function columnOf({ objectId, properties, photo, extra }: ManifestRow, column: string): string {
  if (!isFixed(column)) return extra[column] ?? renditionValue(photo, column);
  if (column === "objectId") return objectId;
  if (isProperty(properties, column)) return properties[column];
  return photo === undefined ? "" : String(photo[column]);
}

function renditionValue(photo: ListedPhoto | undefined, column: string): string {
  for (const [name, made] of Object.entries(photo?.renditions ?? {})) {
    const part = renditionParts.find((candidate) => renditionColumn(name, candidate) === column);
    if (part !== undefined) return String(made[fieldOf[part]]);
  }
  return "";
}

const fieldOf = {
  File: "file",
  Bytes: "bytes",
  Width: "width",
  Height: "height",
  Checksum: "checksum",
} as const satisfies Readonly<Record<RenditionPart, keyof ListedRendition>>;

function isFixed(column: string): column is (typeof fixedColumns)[number] {
  return (fixedColumns as readonly string[]).includes(column);
}

function isProperty(properties: PersonProperties, column: string): column is keyof PersonProperties {
  return Object.hasOwn(properties, column);
}
