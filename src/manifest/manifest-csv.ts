import * as z from "zod";
import { checksumAlgorithms } from "../model/checksum.ts";
import type { ListedPhoto, ManifestRow } from "../model/manifest-row.ts";
import { type ObjectId, parseObjectId } from "../model/object-id.ts";
import { type PictureType, pictureExtensions } from "../model/picture.ts";
import { fixedColumns, manifestColumns } from "./columns.ts";
import { readCsv } from "./csv-reader.ts";
import { type CsvRecord, writeCsv } from "./csv-writer.ts";
import { damaged } from "./damaged.ts";
import type { ManifestFormat } from "./manifest-format.ts";
import { isPhotoName } from "./photo-names.ts";

/**
 * Writes manifest.csv: yields its bytes in chunks. Rows must come ordered by objectId; the same rows give the same
 * bytes. A column of `format.extraColumns` that a row lacks is empty.
 */
export function writeManifest(
  rows: Iterable<ManifestRow> | AsyncIterable<ManifestRow>,
  format: ManifestFormat,
): AsyncIterable<Uint8Array> {
  const { delimiter, encoding, extraColumns } = format;
  return writeCsv(manifestColumns(extraColumns), toRecords(rows, extraColumns), delimiter, encoding);
}

/**
 * Reads manifest.csv from its bytes, as a stream or any other iteration gives them, each row strictly parsed. `path` is for error messages.
 * Throws `manifestDamaged` with the record's number, or `outputFailed` when they cannot be read.
 */
export async function* readManifest(
  source: AsyncIterable<Uint8Array>,
  path: string,
  format: ManifestFormat,
): AsyncIterable<ManifestRow> {
  const { delimiter, encoding, extraColumns } = format;
  const header = manifestColumns(extraColumns);
  let previous = "";
  for await (const { fields, record } of readCsv(source, { path, header, delimiter, encoding })) {
    const row = parseRow(fields, extraColumns, (problem) => damaged(path, `record ${record}: ${problem}`));
    if (row.objectId <= previous) throw damaged(path, `record ${record}: objectId is not in ascending order`);
    previous = row.objectId;
    yield row;
  }
}

async function* toRecords(
  rows: Iterable<ManifestRow> | AsyncIterable<ManifestRow>,
  extraColumns: readonly string[],
): AsyncIterable<CsvRecord> {
  for await (const row of rows) yield manifestRecord(row, extraColumns);
}

/** A row's fields in the order of `fixedColumns`, then the extra ones. */
export function manifestRecord(
  { objectId, properties, photo, extra }: ManifestRow,
  extraColumns: readonly string[],
): CsvRecord {
  return [
    objectId,
    properties.userPrincipalName,
    properties.mail,
    properties.onPremisesSamAccountName,
    properties.onPremisesImmutableId,
    properties.employeeId,
    photo?.file ?? "",
    photo?.contentType ?? "",
    photo?.bytes ?? "",
    photo?.width ?? "",
    photo?.height ?? "",
    photo?.checksumAlgorithm ?? "",
    photo?.checksum ?? "",
    photo?.etag ?? "",
    photo?.modified ?? "",
    properties.onPremisesSecurityIdentifier,
    properties.onPremisesDomainName,
    ...extraColumns.map((name) => extra[name] ?? ""),
  ];
}

type Refuse = (problem: string) => Error;

function parseRow(fields: readonly string[], extraColumns: readonly string[], refuse: Refuse): ManifestRow {
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
  ] = fields;
  const id = requireObjectId(objectId, refuse);
  const photoFields = { file, contentType, bytes, width, height, checksumAlgorithm, checksum, etag, modified };
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
    photo: parsePhoto(photoFields, id, refuse),
    extra: Object.fromEntries(extraColumns.map((name, index) => [name, fields[fixedColumns.length + index] ?? ""])),
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
const photoSchema = z.object({
  file: z.string().refine(isPhotoName, "is not a photo's name"),
  contentType: z.enum(pictureTypes),
  bytes: count,
  width: count,
  height: count,
  checksumAlgorithm: z.enum(checksumAlgorithms),
  checksum: z.string().regex(/^([0-9a-f]{2})+$/, "is not lower-case hex"),
  etag: z.string(),
  modified: z.iso.datetime(),
}) satisfies z.ZodType<ListedPhoto>;

/** A row without a photo has all photo columns empty; a row with one has all filled but perhaps etag. */
function parsePhoto(fields: Record<string, string>, id: ObjectId, refuse: Refuse): ListedPhoto | undefined {
  if (Object.values(fields).every((value) => value === "")) return undefined;
  const parsed = photoSchema.safeParse(fields);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refuse(`${issue?.path.join(".") ?? "photo"} ${issue?.message ?? "is wrong"}`);
  }
  if (!parsed.data.file.includes(`/${id}-`)) throw refuse("file is named after another person");
  return parsed.data;
}
