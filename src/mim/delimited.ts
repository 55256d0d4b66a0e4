import { type AddedColumns, manifestColumns } from "../manifest/columns.ts";
import { type CsvRecord, csvText } from "../manifest/csv-writer.ts";
import { manifestRecord } from "../manifest/manifest-csv.ts";
import type { MimEntry, RefuseEntry } from "./entry.ts";
import type { FileEncoder } from "./file-encoder.ts";

/** How a file for an agent that reads delimited text is written. */
export interface DelimitedOptions {
  /** One character. */
  readonly delimiter: string;
  readonly encoder: FileEncoder;
  /** What manifest.csv has beyond the fixed columns. */
  readonly added: AddedColumns;
  /** A first column that says what a delta does. */
  readonly hasChangeType: boolean;
  /** The picture that a last column of its name has in base64; undefined: there is none. */
  readonly picture: string | undefined;
  /** What a value is written as; by default as it is. */
  readonly valueIn?: (column: string, value: string) => string;
  readonly refuse: RefuseEntry;
}

const changeTypeColumn = "changeType";

/**
 * Writes entries as rows of manifest.csv, with a header, in chunks of text. A Delete has its object id and nothing else.
 * Somebody with a value that the encoding does not have is refused.
 */
export function writeDelimited(entries: AsyncIterable<MimEntry>, options: DelimitedOptions): AsyncIterable<string> {
  const { delimiter, added, hasChangeType, picture } = options;
  const header = [
    ...(hasChangeType ? [changeTypeColumn] : []),
    ...manifestColumns(added),
    ...(picture === undefined ? [] : [picture]),
  ];
  // Pictures are large: then one record a chunk.
  return csvText(header, recordsOf(entries, options), delimiter, picture === undefined ? undefined : 1);
}

async function* recordsOf(entries: AsyncIterable<MimEntry>, options: DelimitedOptions): AsyncIterable<CsvRecord> {
  const { encoder, added, hasChangeType, picture, valueIn, refuse } = options;
  const columns = manifestColumns(added);
  for await (const entry of entries) {
    const { row, objectId, change, pictures } = entry;
    const record = row === undefined ? [objectId, ...columns.slice(1).fill("")] : manifestRecord(row, added);
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
      ...(picture === undefined ? [] : [base64(pictures.get(picture))]),
    ];
  }
}

function base64(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
