import { createReadStream } from "node:fs";
import * as z from "zod";
import { type Change, changeReasons, changeTypes } from "../model/change.ts";
import { parseObjectId } from "../model/object-id.ts";
import { changeColumns } from "./columns.ts";
import { readCsv } from "./csv-reader.ts";
import { type CsvRecord, writeCsv } from "./csv-writer.ts";
import { damaged } from "./damaged.ts";
import { isPhotoName } from "./photo-names.ts";

/** Writes changes.csv or a history segment: yields its bytes in chunks. Always UTF-8 and comma. */
export function writeChanges(changes: Iterable<Change> | AsyncIterable<Change>): AsyncIterable<Uint8Array> {
  return writeCsv(changeColumns, toRecords(changes), ",", "utf8");
}

/**
 * Reads changes.csv or a history segment, each change strictly parsed and its number following the one before.
 * Throws `manifestDamaged` with the record's number, or `outputFailed`.
 */
export async function* readChanges(path: string): AsyncIterable<Change> {
  const expected = { path, header: changeColumns, delimiter: ",", encoding: "utf8" } as const;
  let previous: number | undefined;
  for await (const { fields, record } of readCsv(createReadStream(path), expected)) {
    const change = parseChange(fields, (problem) => damaged(path, `record ${record}: ${problem}`));
    if (previous !== undefined && change.sequence !== previous + 1) {
      throw damaged(path, `record ${record}: sequence ${change.sequence} follows ${previous}`);
    }
    previous = change.sequence;
    yield change;
  }
}

async function* toRecords(changes: Iterable<Change> | AsyncIterable<Change>): AsyncIterable<CsvRecord> {
  for await (const change of changes) yield changeColumns.map((column) => change[column]);
}

const checksum = z.string().regex(/^([0-9a-f]{2})*$/, "is not lower-case hex");

const changeSchema = z.object({
  sequence: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "is not a positive number")
    .transform(Number),
  changeType: z.enum(changeTypes),
  reason: z.enum(changeReasons),
  objectId: z.string().transform((text, context) => {
    const id = parseObjectId(text);
    if (id !== undefined && id === text) return id;
    context.addIssue("is not a lower-case GUID");
    return z.NEVER;
  }),
  userPrincipalName: z.string(),
  file: z.string().refine((name) => name === "" || isPhotoName(name), "is not a photo's name"),
  checksum,
  previousChecksum: checksum,
  modified: z.union([z.literal(""), z.iso.datetime()]),
}) satisfies z.ZodType<Change>;

function parseChange(fields: readonly string[], refuse: (problem: string) => Error): Change {
  const parsed = changeSchema.safeParse(Object.fromEntries(changeColumns.map((name, index) => [name, fields[index]])));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw refuse(`${issue?.path.join(".") ?? "the change"} ${issue?.message ?? "is wrong"}`);
}
