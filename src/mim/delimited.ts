import { manifestColumns } from "../manifest/columns.ts";
import { type CsvRecord, csvText } from "../manifest/csv-writer.ts";
import { manifestRecord } from "../manifest/manifest-csv.ts";
import type { MimEntry, RefuseEntry } from "./entry.ts";
import type { FileEncoder } from "./file-encoder.ts";

/** How a file for an agent that reads delimited text is written. */
export interface DelimitedOptions {
  /** One character. */
  readonly delimiter: string;
  readonly encoder: FileEncoder;
  /** Columns of manifest.csv beyond the fixed ones. */
  readonly extraColumns: readonly string[];
  /** A first column that says what a delta does. */
  readonly hasChangeType: boolean;
  /** A last column with the picture in base64. */
  readonly hasPhoto: boolean;
  /** What a value is written as; by default as it is. */
  readonly valueIn?: (column: string, value: string) => string;
  readonly refuse: RefuseEntry;
}

/** Names of the columns that manifest.csv does not have. */
export const changeTypeColumn = "changeType";
export const photoColumn = "photo";

/**
 * Writes entries as rows of manifest.csv, with a header, in chunks of text. A Delete has its object id and nothing else.
 * Somebody with a value that the encoding does not have is refused.
 */
export function writeDelimited(entries: AsyncIterable<MimEntry>, options: DelimitedOptions): AsyncIterable<string> {
  const { delimiter, extraColumns, hasChangeType, hasPhoto } = options;
  const header = [
    ...(hasChangeType ? [changeTypeColumn] : []),
    ...manifestColumns(extraColumns),
    ...(hasPhoto ? [photoColumn] : []),
  ];
  // Pictures are large: then one record a chunk.
  return csvText(header, recordsOf(entries, options), delimiter, hasPhoto ? 1 : undefined);
}

async function* recordsOf(entries: AsyncIterable<MimEntry>, options: DelimitedOptions): AsyncIterable<CsvRecord> {
  const { encoder, extraColumns, hasChangeType, hasPhoto, valueIn, refuse } = options;
  const columns = manifestColumns(extraColumns);
  for await (const entry of entries) {
    const { row, objectId, change, photo } = entry;
    const record = row === undefined ? [objectId, ...columns.slice(1).fill("")] : manifestRecord(row, extraColumns);
    const values = record.map((value, index) => valueIn?.(columns[index] ?? "", String(value)) ?? String(value));
    const lacking = values.map(encoder.lacking);
    const wrong = lacking.findIndex((character) => character !== undefined);
    if (wrong >= 0) {
      const character = lacking[wrong]?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
      refuse(entry, `the encoding has no U+${character}, which ${columns[wrong]} holds`);
      continue;
    }
    yield [
      ...(hasChangeType ? [change] : []),
      ...values,
      ...(hasPhoto ? [photo === undefined ? "" : Buffer.from(photo).toString("base64")] : []),
    ];
  }
}
