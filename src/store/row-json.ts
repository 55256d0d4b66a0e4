import { ExophotosError } from "../errors.ts";
import type { ListedPhoto, ListedRendition, ManifestRow } from "../model/manifest-row.ts";
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
          // Left out where there are none: rows from before there were renditions have the same text.
          ...(Object.keys(photo.renditions).length === 0 ? [] : [renditionFields(photo.renditions)]),
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
  RenditionFields[]?,
];
type RenditionFields = [name: string, file: string, bytes: number, width: number, height: number, checksum: string];
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
  const [file, contentType, bytes, width, height, checksumAlgorithm, checksum, modified, made = []] = fields;
  const renditions: Record<string, ListedRendition> = {};
  for (const [name, file, bytes, width, height, checksum] of made) {
    renditions[name] = { file, bytes, width, height, checksum };
  }
  return { file, contentType, bytes, width, height, checksumAlgorithm, checksum, etag, modified, renditions };
}

function renditionFields(renditions: ListedPhoto["renditions"]): RenditionFields[] {
  return Object.entries(renditions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { file, bytes, width, height, checksum }]) => [name, file, bytes, width, height, checksum]);
}
