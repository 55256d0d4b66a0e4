import type { ManifestRow } from "../model/manifest-row.ts";
import { type AddedColumns, manifestColumns } from "./columns.ts";
import { readCsv } from "./csv-reader.ts";
import { type CsvRecord, writeCsv } from "./csv-writer.ts";
import { damaged } from "./damaged.ts";
import type { ManifestFormat } from "./manifest-format.ts";
import { parseRow } from "./parse-row.ts";

/**
 * Writes manifest.csv: yields its bytes in chunks. Rows must come ordered by objectId; the same rows give the same
 * bytes. A column that a row knows nothing of is empty.
 */
export function writeManifest(
  rows: Iterable<ManifestRow> | AsyncIterable<ManifestRow>,
  format: ManifestFormat,
): AsyncIterable<Uint8Array> {
  return writeCsv(manifestColumns(format), toRecords(rows, format), format.delimiter, format.encoding);
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
  const { delimiter, encoding } = format;
  const header = manifestColumns(format);
  let previous = "";
  for await (const { fields, record } of readCsv(source, { path, header, delimiter, encoding })) {
    const row = parseRow(fields, format, (problem) => damaged(path, `record ${record}: ${problem}`));
    if (row.objectId <= previous) throw damaged(path, `record ${record}: objectId is not in ascending order`);
    previous = row.objectId;
    yield row;
  }
}

async function* toRecords(
  rows: Iterable<ManifestRow> | AsyncIterable<ManifestRow>,
  added: AddedColumns,
): AsyncIterable<CsvRecord> {
  for await (const row of rows) yield manifestRecord(row, added);
}

/** A row's fields in the order of `manifestColumns`. */
export function manifestRecord({ objectId, properties, photo, extra }: ManifestRow, added: AddedColumns): CsvRecord {
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
    ...added.renditions.flatMap((name) => {
      const made = photo?.renditions[name];
      return made === undefined
        ? ["", "", "", "", ""]
        : [made.file, made.bytes, made.width, made.height, made.checksum];
    }),
    ...added.extraColumns.map((name) => extra[name] ?? ""),
  ];
}
