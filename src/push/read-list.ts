import { createReadStream } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { CsvError, parse } from "csv-parse";
import { ExophotosError } from "../errors.ts";
import type { ChecksumAlgorithm } from "../model/checksum.ts";
import { limits } from "../model/limits.ts";
import { outputError } from "../platform/output-error.ts";
import type { ListedChecksum, PushEntry } from "./entry.ts";

/** What a list may have columns for. */
export const listColumns = ["person", "file", "checksum", "approvedBy", "approvedAt"] as const;
type Column = (typeof listColumns)[number];

/** What the list is for. `from` is the folder that its files are in; undefined where photos are removed. */
export interface ListPurpose {
  readonly from: string | undefined;
}

interface Mistake {
  readonly line: number;
  readonly problem: string;
}

/** The rest is not worth reading before these are put right. */
const mostMistakes = 100;

/**
 * Reads a list of people and files: RFC 4180 with a header of the columns person and file, and where wanted checksum,
 * approvedBy and approvedAt, in any order. Lines may end in LF. Nobody may be in it twice. Throws `listWrong` with every
 * mistake and its line, `outputFailed` where the file cannot be read.
 */
export async function readList(path: string, purpose: ListPurpose): Promise<readonly PushEntry[]> {
  const reading = new Reading(purpose);
  const parser = createReadStream(path).compose(
    parse({
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: limits.listRecordBytes,
    }),
  ) as AsyncIterable<ParsedRecord>;
  try {
    for await (const { record, info } of parser) {
      reading.take(record, lineOf(record, info.lines));
      if (reading.mistakes.length >= mostMistakes) break;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw outputError(path, "read", error);
    const line = typeof error.lines === "number" ? error.lines : 0;
    reading.mistakes.push({ line, problem: `is no CSV: ${error.message}` });
  }
  if (!reading.hasHeader && reading.mistakes.length === 0) reading.mistakes.push({ line: 1, problem: "has no header" });
  if (reading.mistakes.length > 0) throw new ExophotosError("listWrong", { path, mistakes: reading.mistakes });
  return reading.entries;
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The parser counts to a record's last line; a field may hold line breaks. */
function lineOf(record: readonly string[], lastLine: number): number {
  return lastLine - record.reduce((sum, field) => sum + (field.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

class Reading {
  readonly entries: PushEntry[] = [];
  readonly mistakes: Mistake[] = [];
  readonly #purpose: ListPurpose;
  readonly #lineOfPerson = new Map<string, number>();
  #header: readonly string[] | undefined;

  constructor(purpose: ListPurpose) {
    this.#purpose = purpose;
  }

  get hasHeader(): boolean {
    return this.#header !== undefined;
  }

  take(record: readonly string[], line: number): void {
    const problem = this.#header === undefined ? this.#takeHeader(record) : this.#takeEntry(record, line, this.#header);
    if (problem !== undefined) this.mistakes.push({ line, problem });
  }

  #takeHeader(record: readonly string[]): string | undefined {
    const header = record.map((name) => name.trim());
    this.#header = header;
    const unknown = header.find((name) => !listColumns.includes(name as Column));
    if (unknown !== undefined) return `has the unknown column "${unknown}"; there are ${listColumns.join(", ")}`;
    const twice = header.find((name, index) => header.indexOf(name) !== index);
    if (twice !== undefined) return `has the column ${twice} twice`;
    const needed: readonly Column[] = this.#purpose.from === undefined ? ["person"] : ["person", "file"];
    const missing = needed.find((name) => !header.includes(name));
    return missing === undefined ? undefined : `lacks the column ${missing}`;
  }

  #takeEntry(record: readonly string[], line: number, header: readonly string[]): string | undefined {
    if (record.length !== header.length) return `has ${record.length} fields, the header has ${header.length}`;
    const fieldOf = (column: Column) => record[header.indexOf(column)]?.trim() ?? "";
    const person = fieldOf("person");
    if (person === "") return "names no person";
    const earlier = this.#lineOfPerson.get(person.toLowerCase());
    if (earlier !== undefined) return `names ${person} again, who is on line ${earlier}`;
    this.#lineOfPerson.set(person.toLowerCase(), line);
    const { from } = this.#purpose;
    const file = from === undefined ? undefined : fieldOf("file");
    if (file === "") return `names no file for ${person}`;
    const path = file === undefined || from === undefined ? undefined : fileWithin(from, file);
    if (file !== undefined && path === undefined) return `names ${file}, which is not in the folder of --from`;
    const checksum = checksumIn(fieldOf("checksum"));
    if (checksum === "malformed") return "has a checksum that is none of MD5, SHA-1, SHA-256, SHA-384, SHA-512 in hex";
    const approvedAt = fieldOf("approvedAt");
    if (approvedAt !== "" && !isTime(approvedAt)) return `has "${approvedAt}" as approvedAt, which is no ISO 8601 time`;
    this.entries.push({ person, file: path, line, checksum, approvedBy: fieldOf("approvedBy"), approvedAt });
    return undefined;
  }
}

/** A list that leads out of the folder could have any file of this machine sent. */
function fileWithin(from: string, file: string): string | undefined {
  if (file.includes("\0")) return undefined;
  const path = resolve(from, file);
  const way = relative(from, path);
  return way === "" || /^\.\.([\\/]|$)/.test(way) || isAbsolute(way) ? undefined : path;
}

const algorithmByLength: Readonly<Record<number, ChecksumAlgorithm>> = {
  32: "md5",
  40: "sha1",
  64: "sha256",
  96: "sha384",
  128: "sha512",
};

function checksumIn(text: string): ListedChecksum | "malformed" | undefined {
  if (text === "") return undefined;
  const hex = text.toLowerCase();
  const algorithm = /^[0-9a-f]+$/.test(hex) ? algorithmByLength[hex.length] : undefined;
  return algorithm === undefined ? "malformed" : { algorithm, hex };
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text));
}
