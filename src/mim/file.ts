import { writeCsvConnector } from "./csv-connector.ts";
import { writeDelimited } from "./delimited.ts";
import type { MimEntry, RefuseEntry } from "./entry.ts";
import type { FileEncoder } from "./file-encoder.ts";
import { type LdifProblem, writeLdif } from "./ldif.ts";
import type { LdifOptions } from "./ldif-options.ts";

/** What the agent reads. */
export type FileFormat =
  | { readonly format: "delimited" | "csv-connector"; readonly delimiter: string; readonly hasPhoto: boolean }
  | { readonly format: "ldif"; readonly ldif: LdifOptions };

export interface FileRequest {
  readonly format: FileFormat;
  readonly isDelta: boolean;
  readonly encoder: FileEncoder;
  /** Columns of manifest.csv beyond the fixed ones. */
  readonly extraColumns: readonly string[];
  readonly refuse: RefuseEntry;
}

/** The bytes of a file for an agent, as its entries come. */
export async function* writeFileFor(entries: AsyncIterable<MimEntry>, request: FileRequest): AsyncIterable<Uint8Array> {
  const { encoder } = request;
  yield encoder.mark;
  for await (const text of textFor(entries, request)) yield encoder.encode(text);
}

/** Whether a file of this format holds pictures. */
export function holdsPhotos(format: FileFormat): boolean {
  return format.format === "ldif" ? format.ldif.attributes.some(({ column }) => column === "photo") : format.hasPhoto;
}

function textFor(entries: AsyncIterable<MimEntry>, request: FileRequest): AsyncIterable<string> {
  const { format, isDelta, encoder, extraColumns, refuse } = request;
  if (format.format === "ldif") {
    return writeLdif(entries, format.ldif, (problem) => refuse(problem.entry, ldifProblem(problem)));
  }
  const { delimiter, hasPhoto } = format;
  const options = { delimiter, encoder, extraColumns, hasPhoto, refuse };
  if (format.format === "csv-connector") return writeCsvConnector(entries, options);
  return writeDelimited(entries, { ...options, hasChangeType: isDelta });
}

function ldifProblem(problem: LdifProblem): string {
  switch (problem.kind) {
    case "noDn":
      return problem.entry.row === undefined
        ? `of a deleted object only the object id is known, and the DN needs ${problem.columns.join(", ")}`
        : `the DN needs ${problem.columns.join(", ")}, which is empty`;
    case "photoTooLarge":
      return `the photo has ${problem.bytes} bytes, and ${problem.attribute} takes ${problem.limit} at most`;
  }
}
