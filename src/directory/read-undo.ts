import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { ExophotosError } from "../errors.ts";
import { outputError } from "../platform/output-error.ts";
import type { Database } from "../store/database.ts";
import { fingerprint } from "./fingerprint.ts";
import { notePrefix, recordsInEnd, type UndoNote, undoHeader, undoNoteSchema } from "./undo-format.ts";
import { addWish } from "./wish.ts";

/** A record of an undo file. */
interface UndoRecord {
  readonly note: UndoNote;
  readonly guid: string;
  readonly old: readonly Buffer[];
}

/**
 * Puts an undo file's records into the workspace: each attribute is to have its old values again, while it has what was
 * written. Throws `undoDamaged` for a file that is not one of ours from its beginning to its end, `outputFailed`.
 */
export async function loadUndo(database: Database, path: string): Promise<void> {
  for await (const { note, guid, old } of readUndo(path)) {
    database.transaction(() => {
      const { written: onlyOver, algorithm, ...person } = note;
      const bytes = old.reduce((sum, value) => sum + value.length, 0);
      const wanted = fingerprint(old, algorithm);
      const wish = { ...person, guid, algorithm, onlyOver, wanted, bytes, file: "" };
      const id = addWish(database, wish, { result: "unseen" });
      for (const [number, value] of old.entries()) {
        database.run("INSERT INTO wish_values (wish, number, value) VALUES (?, ?, ?)", id, number, value);
      }
    });
  }
}

/** The values that a wish brings along. */
export function broughtValues(database: Database, wish: number): readonly Uint8Array[] {
  return database
    .all("SELECT value FROM wish_values WHERE wish = ? ORDER BY number", wish)
    .flatMap(({ value }) => (value instanceof Uint8Array ? [value] : []));
}

async function* readUndo(path: string): AsyncIterable<UndoRecord> {
  let records = 0;
  let end: number | undefined;
  let isOurs = false;
  let lines: string[] = [];
  for await (const line of unfoldedLines(path)) {
    if (end !== undefined && line !== "") throw undoDamaged(path, "there is something behind its end");
    if (line === undoHeader) isOurs = true;
    else if (line !== "") {
      end = recordsInEnd(line);
      if (end === undefined && line !== "version: 1") lines.push(line);
    } else if (lines.length > 0) {
      if (!isOurs) throw undoDamaged(path, "it does not begin as an undo file of exophotos");
      records += 1;
      yield readRecord(path, records, lines);
      lines = [];
    }
  }
  if (!isOurs) throw undoDamaged(path, "it does not begin as an undo file of exophotos");
  if (end === undefined || lines.length > 0) throw undoDamaged(path, "its end is missing");
  if (end !== records) throw undoDamaged(path, `it has ${records} records, and says that it has ${end}`);
}

/** Lines as they were before they were folded: one that begins with a space goes on with the one before. */
async function* unfoldedLines(path: string): AsyncIterable<string> {
  const source = createReadStream(path, "latin1");
  let parts: string[] = [];
  try {
    for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.startsWith(" ")) {
        parts.push(line.slice(1));
        continue;
      }
      if (parts.length > 0) yield parts.join("");
      parts = [line];
    }
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? outputError(path, "read", error) : error;
  } finally {
    source.destroy();
  }
  if (parts.length > 0) yield parts.join("");
}

function readRecord(path: string, number: number, lines: readonly string[]): UndoRecord {
  const damaged = () => undoDamaged(path, `record ${number} is not one of ours`);
  const [comment = "", dn = "", changetype, replace, ...rest] = lines;
  const note = undoNoteSchema.safeParse(
    comment.startsWith(notePrefix) ? parseJson(comment.slice(notePrefix.length)) : "",
  );
  if (!note.success || changetype !== "changetype: modify" || rest.at(-1) !== "-") throw damaged();
  const { attribute } = note.data;
  if (replace !== `replace: ${attribute}`) throw damaged();
  const guid = /^<GUID=([0-9a-f-]{36})>$/.exec(valueIn(dn, "dn")?.toString("latin1") ?? "")?.[1];
  const old = rest.slice(0, -1).map((line) => valueIn(line, attribute));
  if (guid === undefined || !old.every((value) => value !== undefined)) throw damaged();
  return { note: note.data, guid, old };
}

/** The value of a line `name: value` or `name:: base64`; undefined for any other line. */
function valueIn(line: string, name: string): Buffer | undefined {
  const base64 = `${name}:: `;
  if (line.startsWith(base64)) return Buffer.from(line.slice(base64.length), "base64");
  const plain = `${name}: `;
  return line.startsWith(plain) ? Buffer.from(line.slice(plain.length), "latin1") : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function undoDamaged(path: string, problem: string): ExophotosError<"undoDamaged"> {
  return new ExophotosError("undoDamaged", { path, problem });
}
