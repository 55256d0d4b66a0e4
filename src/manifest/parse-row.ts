import * as z from "zod";
import { checksumAlgorithms } from "../model/checksum.ts";
import type { ListedPhoto, ListedRendition, ManifestRow } from "../model/manifest-row.ts";
import { type ObjectId, parseObjectId } from "../model/object-id.ts";
import { type PictureType, pictureExtensions } from "../model/picture.ts";
import { type AddedColumns, renditionParts } from "./columns.ts";
import { isPhotoName, isRenditionName } from "./photo-names.ts";

/** Makes the error for a row that is not what it must be. */
export type Refuse = (problem: string) => Error;

/** The row that a record's fields hold, in the order of `manifestColumns`. Throws what `refuse` makes. */
export function parseRow(fields: readonly string[], added: AddedColumns, refuse: Refuse): ManifestRow {
  const [
    objectId = "",
    userPrincipalName = "",
    mail = "",
    onPremisesSamAccountName = "",
    onPremisesImmutableId = "",
    employeeId = "",
    file = "",
    contentType = "",
    bytes = "",
    width = "",
    height = "",
    checksumAlgorithm = "",
    checksum = "",
    etag = "",
    modified = "",
    onPremisesSecurityIdentifier = "",
    onPremisesDomainName = "",
    ...others
  ] = fields;
  const id = requireObjectId(objectId, refuse);
  const photo = parsePhoto(
    { file, contentType, bytes, width, height, checksumAlgorithm, checksum, etag, modified },
    id,
    refuse,
  );
  const renditions = parseRenditions(others, added.renditions, id, refuse);
  if (photo === undefined && Object.keys(renditions).length > 0) throw refuse("it has renditions and no photo");
  const extra = others.slice(added.renditions.length * renditionParts.length);
  return {
    objectId: id,
    properties: {
      userPrincipalName,
      mail,
      onPremisesSamAccountName,
      onPremisesImmutableId,
      employeeId,
      onPremisesSecurityIdentifier,
      onPremisesDomainName,
    },
    photo: photo && { ...photo, renditions },
    extra: Object.fromEntries(added.extraColumns.map((name, index) => [name, extra[index] ?? ""])),
  };
}

function requireObjectId(text: string, refuse: Refuse): ObjectId {
  const id = parseObjectId(text);
  if (id === undefined || id !== text) throw refuse(`objectId «${text}» is not a lower-case GUID`);
  return id;
}

const pictureTypes = Object.keys(pictureExtensions) as PictureType[];
const count = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "is not a positive number")
  .transform(Number);
const hex = z.string().regex(/^([0-9a-f]{2})+$/, "is not lower-case hex");

const photoSchema = z.object({
  file: z.string().refine(isPhotoName, "is not a photo's name"),
  contentType: z.enum(pictureTypes),
  bytes: count,
  width: count,
  height: count,
  checksumAlgorithm: z.enum(checksumAlgorithms),
  checksum: hex,
  etag: z.string(),
  modified: z.iso.datetime(),
}) satisfies z.ZodType<Omit<ListedPhoto, "renditions">>;

const renditionSchema = z.object({
  file: z.string().refine(isRenditionName, "is not a rendition's name"),
  bytes: count,
  width: count,
  height: count,
  checksum: hex,
}) satisfies z.ZodType<ListedRendition>;

/** A row without a photo has all photo columns empty; a row with one has all filled but perhaps etag. */
function parsePhoto(
  fields: Readonly<Record<string, string>>,
  id: ObjectId,
  refuse: Refuse,
): Omit<ListedPhoto, "renditions"> | undefined {
  return parsePicture(photoSchema, fields, id, "", refuse);
}

function parseRenditions(
  fields: readonly string[],
  names: readonly string[],
  id: ObjectId,
  refuse: Refuse,
): Readonly<Record<string, ListedRendition>> {
  const renditions: Record<string, ListedRendition> = {};
  for (const [index, name] of names.entries()) {
    const first = index * renditionParts.length;
    const [file = "", bytes = "", width = "", height = "", checksum = ""] = fields.slice(first);
    const made = parsePicture(renditionSchema, { file, bytes, width, height, checksum }, id, `${name}: `, refuse);
    if (made === undefined) continue;
    if (!made.file.startsWith(`renditions/${name}/`)) throw refuse(`${name}: file is another rendition's`);
    renditions[name] = made;
  }
  return renditions;
}

/** The columns of one picture; undefined where all are empty. */
function parsePicture<T extends { readonly file: string }>(
  schema: z.ZodType<T>,
  fields: Readonly<Record<string, string>>,
  id: ObjectId,
  whose: string,
  refuse: Refuse,
): T | undefined {
  if (Object.values(fields).every((value) => value === "")) return undefined;
  const parsed = schema.safeParse(fields);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refuse(`${whose}${issue?.path.join(".") ?? "photo"} ${issue?.message ?? "is wrong"}`);
  }
  if (!parsed.data.file.includes(`/${id}-`)) throw refuse(`${whose}file is named after another person`);
  return parsed.data;
}
