import { pipeline } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { limits } from "../model/limits.ts";
import { outputError } from "../platform/output-error.ts";
import { damaged } from "./damaged.ts";
import type { ManifestEncoding } from "./manifest-format.ts";

/** What a CSV file must look like to be read. `path` is for error messages. */
export interface CsvExpectation {
  readonly path: string;
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly encoding: ManifestEncoding;
}

/**
 * Reads RFC 4180 records strictly: the header must be the expected one, every record must have its number of fields and
 * end with CRLF. Yields the fields of each record after the header, with the number of the record (the header is 1).
 * Throws `manifestDamaged` (csv-parse names the line), or `outputFailed` when the file cannot be read.
 */
export async function* readCsv(
  source: AsyncIterable<Uint8Array>,
  expected: CsvExpectation,
): AsyncIterable<{ readonly fields: readonly string[]; readonly record: number }> {
  const parser = parse({
    bom: true,
    delimiter: expected.delimiter,
    record_delimiter: "\r\n",
    max_record_size: limits.manifestRecordBytes,
  });
  // The parser is destroyed with the source's error, so the loop below throws it; the callback has nothing to add.
  pipeline(expected.encoding === "utf16le" ? decodeUtf16(source) : source, parser, () => undefined);
  let record = 0;
  try {
    for await (const fields of parser as AsyncIterable<string[]>) {
      record += 1;
      if (record === 1) requireHeader(fields, expected);
      else yield { fields, record };
    }
  } catch (error) {
    if (error instanceof CsvError) throw damaged(expected.path, error.message, error);
    throw error instanceof Error && "syscall" in error ? outputError(expected.path, "read", error) : error;
  }
  if (record === 0) throw damaged(expected.path, "it has no header");
}

/** Unlike a stream's own decoding this keeps characters whole that two chunks share. */
async function* decodeUtf16(source: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder("utf-16le");
  for await (const chunk of source) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function requireHeader(fields: readonly string[], { path, header }: CsvExpectation): void {
  if (fields.length === header.length && fields.every((name, index) => name === header[index])) return;
  throw damaged(path, `its header is «${fields.join(",")}» instead of «${header.join(",")}»`);
}
