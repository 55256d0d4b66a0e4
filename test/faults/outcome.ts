import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { snapshot } from "../running/snapshot.ts";
import { type CsvRow, readCsv } from "../running/world.ts";

/** What consumers have of an export, read without any code of the exporter's: to hold one pass against another. */
export interface Outcome {
  /** Rows of manifest.csv by object id, but for the time of the pass that first saw the bytes. */
  readonly rows: ReadonlyMap<string, CsvRow>;
  /** Checksums of photos, renditions and files by name. */
  readonly files: ReadonlyMap<string, string>;
}

function isPicture(name: string): boolean {
  return /^(photos|renditions|by-\w+)\//.test(name);
}

export async function readOutcome(out: string): Promise<Outcome> {
  const rows = await publishedRows(out);
  const everything = [...(await snapshot(out))].filter(([name, content]) => isPicture(name) && content !== "folder");
  // The mark of a by-name folder is another one after each pass.
  const files = everything.map(([name, content]) => [name, name.endsWith("/.exophotos") ? "mark" : content] as const);
  return { rows, files: new Map(files.sort()) };
}

/**
 * Fails unless one pass left what another did: the same rows, the same files by name, and no other file. Of pictures that
 * no row lists one pass may have made fewer; those that rows list are a reader's to check.
 */
export function assertSameOutcome(found: Outcome, undisturbed: Outcome): void {
  assert.deepEqual(found.rows, undisturbed.rows);
  const strange = [...found.files].filter(([name, content]) => undisturbed.files.get(name) !== content);
  assert.deepEqual(strange, []);
  assert.deepEqual(filesByName(found), filesByName(undisturbed));
}

function filesByName({ files }: Outcome): readonly (readonly [string, string])[] {
  return [...files].filter(([name]) => name.startsWith("by-"));
}

export async function publishedRows(out: string): Promise<ReadonlyMap<string, CsvRow>> {
  const path = join(out, "manifest.csv");
  if (!existsSync(path)) return new Map();
  const rows = await readCsv(path);
  return new Map(rows.map(({ modified, ...row }) => [row.objectId ?? "", row]));
}

/** Where a consumer of the changes stands. */
export interface Position {
  readonly history: string | undefined;
  readonly sequence: number;
  readonly rows: ReadonlyMap<string, CsvRow>;
}

export async function positionIn(out: string): Promise<Position> {
  const path = join(out, "manifest.csv");
  if (!existsSync(path)) return { history: undefined, sequence: 0, rows: new Map() };
  const sha256 = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  const { history, current, previous } = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
  const { sequence } = [current, previous].find((entry) => entry.sha256 === sha256);
  return { history, sequence, rows: await publishedRows(out) };
}

/**
 * Fails unless the numbers of the history have no gap, end with the manifest's, and lead a consumer from where it was to
 * what is published now.
 */
export async function assertHistoryLeads(out: string, from: Position): Promise<void> {
  const to = await positionIn(out);
  const history = await readHistory(out);
  const numbers = history.map(({ sequence }) => Number(sequence));
  const first = numbers[0] ?? to.sequence + 1;
  assert.deepEqual(
    numbers,
    Array.from({ length: to.sequence + 1 - first }, (_, index) => first + index),
  );
  // A history that begins anew begins with what is published: there is no way from the one before.
  if (from.history !== undefined && from.history !== to.history) return;
  const held = new Map([...from.rows].map(([objectId, { checksum }]) => [objectId, checksum]));
  for (const { sequence, changeType, objectId = "", checksum, previousChecksum } of history) {
    if (Number(sequence) <= from.sequence) continue;
    assert.equal(held.has(objectId), changeType !== "Add", `${changeType} of ${objectId}, number ${sequence}`);
    if (changeType !== "Add") assert.equal(previousChecksum, held.get(objectId));
    if (changeType === "Delete") held.delete(objectId);
    else held.set(objectId, checksum);
  }
  const published = [...to.rows].map(([objectId, { checksum }]) => [objectId, checksum] as const);
  assert.deepEqual(new Map([...held].sort()), new Map(published.sort()));
}

async function readHistory(out: string): Promise<readonly CsvRow[]> {
  const names = await readdir(join(out, "changes")).catch((): string[] => []);
  names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const history: CsvRow[] = [];
  for (const name of names) {
    const changes = await readCsv(join(out, "changes", name));
    assert.equal(name, `${changes[0]?.sequence}-${changes.at(-1)?.sequence}.csv`);
    history.push(...changes);
  }
  return history;
}

/** Fails unless nothing is half done in OUT or its state, and the state knows what is published. */
export async function assertSettled(out: string): Promise<void> {
  const own = join(out, ".exophotos");
  assert.deepEqual(await readdir(join(own, "tmp")), []);
  const state = new DatabaseSync(join(own, "state.db"), { readOnly: true });
  try {
    assert.equal(state.prepare("SELECT count(*) AS n FROM publishes WHERE state <> 'published'").get()?.n, 0);
    const known = state.prepare("SELECT object_id FROM published ORDER BY object_id").all();
    assert.deepEqual(
      known.map((row) => row.object_id),
      [...(await publishedRows(out)).keys()].sort(),
    );
    assert.equal(state.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
  } finally {
    state.close();
  }
}
