import { ExophotosError } from "../errors.ts";
import type { ListedPhoto, ManifestRow } from "../model/manifest-row.ts";
import { parseObjectId } from "../model/object-id.ts";
import { type PersonProperties, personPropertyNames } from "../model/person.ts";

/**
 * A manifest row as text that is equal exactly when the rows are, the etag left out. Written and read only by this
 * module; the layout is part of the schema version.
 */
export function rowToJson(row: ManifestRow): string {
  const photo = row.photo;
  return JSON.stringify([
    row.objectId,
    personPropertyNames.map((name) => row.properties[name]),
    photo === undefined
      ? null
      : [
          photo.file,
          photo.contentType,
          photo.bytes,
          photo.width,
          photo.height,
          photo.checksumAlgorithm,
          photo.checksum,
          photo.modified,
        ],
    Object.entries(row.extra).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

type PhotoFields = [
  string,
  ListedPhoto["contentType"],
  number,
  number,
  number,
  ListedPhoto["checksumAlgorithm"],
  string,
  string,
];
type RowFields = [string, string[], PhotoFields | null, [string, string][]];

/** The row that `rowToJson` wrote, with the etag that was kept beside it. */
export function rowFromJson(json: string, etag: string): ManifestRow {
  const [id, values, photo, extra] = JSON.parse(json) as RowFields;
  const objectId = parseObjectId(id);
  if (objectId === undefined) {
    throw new ExophotosError("stateDamaged", { path: "state.db", problem: "a published row has no object id" });
  }
  const properties: Record<string, string> = {};
  for (const [index, name] of personPropertyNames.entries()) properties[name] = values[index] ?? "";
  return {
    objectId,
    properties: properties as unknown as PersonProperties,
    photo: photo === null ? undefined : photoFromFields(photo, etag),
    extra: Object.fromEntries(extra),
  };
}

function photoFromFields(fields: PhotoFields, etag: string): ListedPhoto {
  const [file, contentType, bytes, width, height, checksumAlgorithm, checksum, modified] = fields;
  return { file, contentType, bytes, width, height, checksumAlgorithm, checksum, etag, modified };
}
