import { type Options, stringify } from "csv-stringify/sync";
import type { ManifestEncoding } from "./manifest-format.ts";

/** One CSV record: its fields in the order of the header. */
export type CsvRecord = readonly (string | number)[];

const someHundred = 500;

/**
 * Writes records as RFC 4180: a header, CRLF after every record, quotes only where needed. Yields encoded chunks of
 * some hundred records, because a chunk a record costs more than the record. Formulas are not escaped: that would
 * change the data.
 */
export async function* writeCsv(
  header: readonly string[],
  records: Iterable<CsvRecord> | AsyncIterable<CsvRecord>,
  delimiter: string,
  encoding: ManifestEncoding,
): AsyncIterable<Uint8Array> {
  if (encoding === "utf8-bom") yield Uint8Array.of(0xef, 0xbb, 0xbf);
  for await (const text of csvText(header, records, delimiter)) yield encodeText(text, encoding);
}

/** The same as text, in chunks of so many records. */
export async function* csvText(
  header: readonly string[],
  records: Iterable<CsvRecord> | AsyncIterable<CsvRecord>,
  delimiter: string,
  recordsPerChunk = someHundred,
): AsyncIterable<string> {
  const options: Options = {
    delimiter,
    record_delimiter: "windows",
    // With CRLF records a lone CR or LF inside a field is no record delimiter to csv-stringify.
    quoted_match: /[\r\n]/,
  };
  let batch: CsvRecord[] = [header];
  for await (const record of records) {
    batch.push(record);
    if (batch.length >= recordsPerChunk) {
      yield stringify(batch, options);
      batch = [];
    }
  }
  if (batch.length > 0) yield stringify(batch, options);
}

function encodeText(text: string, encoding: ManifestEncoding): Uint8Array {
  switch (encoding) {
    case "utf8":
    case "utf8-bom":
      return Buffer.from(text, "utf8");
    case "utf16le":
      return Buffer.from(text, "utf16le");
  }
}
