import type { AddedColumns } from "../manifest/columns.ts";
import { photoItself } from "../manifest/picture-columns.ts";
import { writeCsvConnector } from "./csv-connector.ts";
import { writeDelimited } from "./delimited.ts";
import type { MimEntry, RefuseEntry } from "./entry.ts";
import type { FileEncoder } from "./file-encoder.ts";
import { type LdifProblem, writeLdif } from "./ldif.ts";
import type { LdifOptions } from "./ldif-options.ts";

/** What the agent reads. */
export type FileFormat =
  | { readonly format: "delimited" | "csv-connector"; readonly delimiter: string; readonly picture: string | undefined }
  | { readonly format: "ldif"; readonly ldif: LdifOptions };

export interface FileRequest {
  readonly format: FileFormat;
  readonly isDelta: boolean;
  readonly encoder: FileEncoder;
  /** What manifest.csv has beyond the fixed columns. */
  readonly added: AddedColumns;
  readonly refuse: RefuseEntry;
}

/** The bytes of a file for an agent, as its entries come. */
export async function* writeFileFor(entries: AsyncIterable<MimEntry>, request: FileRequest): AsyncIterable<Uint8Array> {
  const { encoder } = request;
  yield encoder.mark;
  for await (const text of textFor(entries, request)) yield encoder.encode(text);
}

/** The names of the pictures whose bytes a file of this format holds, each once. */
export function picturesIn(format: FileFormat): readonly string[] {
  if (format.format !== "ldif") return format.picture === undefined ? [] : [format.picture];
  return [...new Set(format.ldif.attributes.flatMap((one) => ("picture" in one ? [one.picture] : [])))];
}

function textFor(entries: AsyncIterable<MimEntry>, request: FileRequest): AsyncIterable<string> {
  const { format, isDelta, encoder, added, refuse } = request;
  if (format.format === "ldif") {
    return writeLdif(entries, format.ldif, (problem) => refuse(problem.entry, ldifProblem(problem)));
  }
  const { delimiter, picture } = format;
  const options = { delimiter, encoder, added, picture, refuse };
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
      return `${tooLarge(problem)}, and ${problem.attribute} takes ${problem.limit} at most: ${wayOut(problem)}`;
  }
}

type TooLarge = Extract<LdifProblem, { readonly kind: "photoTooLarge" }>;

function tooLarge({ picture, bytes }: TooLarge): string {
  return `the ${picture === photoItself ? "photo" : `rendition ${picture}`} has ${bytes} bytes`;
}

function wayOut({ picture, limit }: TooLarge): string {
  return picture === photoItself
    ? `export a rendition with max-bytes=${limit} and map that`
    : `export it with max-bytes=${limit}`;
}
