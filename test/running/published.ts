import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CsvRow, readCsv, readManifest, type World } from "./world.ts";

/** What an output directory says, read without any code of the exporter's. */
export interface PublishedOutput {
  /** Rows of manifest.csv by object id. */
  readonly rows: ReadonlyMap<string, CsvRow>;
  /** changes.csv. */
  readonly changes: readonly CsvRow[];
  /** All history segments one behind the other. */
  readonly history: readonly CsvRow[];
  readonly json: PublishedJson;
}

/** The parts of manifest.json that consumers go by. */
export interface PublishedJson {
  readonly history: string;
  readonly current: Description;
  readonly previous: Description | null;
}

/** What manifest.json says of one manifest. */
export interface Description {
  readonly sequence: number;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly columns: readonly string[];
  readonly encoding: string;
  readonly delimiter: string;
  readonly checksumAlgorithm: string;
  readonly pass: number;
}

const extensions: Readonly<Record<string, string>> = { "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif" };

/**
 * Reads everything published and holds it against itself: manifest.json describes manifest.csv, each file has what its
 * row says, rows are in order, the history has no gap, and played from its beginning it gives the manifest. The
 * manifest must be UTF-8 with commas.
 */
export async function readPublished(world: World): Promise<PublishedOutput> {
  const { out } = world;
  const rows = await readManifest(world);
  const json = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as PublishedJson;
  const history = await readHistory(out);
  const changes = await readCsv(join(out, "changes.csv"));

  await assertDescribes(json.current, join(out, "manifest.csv"));
  assert.equal(json.current.rows, rows.length);
  if (rows[0] !== undefined) assert.deepEqual(json.current.columns, Object.keys(rows[0]));
  const ids = rows.map((row) => row.objectId ?? "");
  assert.deepEqual(ids, [...new Set(ids)].sort());
  for (const row of rows) await assertFile(out, row);

  assert.deepEqual(
    history.map((change) => Number(change.sequence)),
    Array.from({ length: json.current.sequence }, (_, index) => index + 1),
  );
  if (changes.length > 0) assert.deepEqual(changes, history.slice(-changes.length));
  assert.deepEqual(replayed(history), new Map(rows.map((row) => [row.objectId, row.checksum])));
  return { rows: new Map(rows.map((row) => [row.objectId ?? "", row])), changes, history, json };
}

/** manifest.csv, manifest.json, changes.csv and the names in changes/ and photos/: what nothing published must leave alone. */
export async function snapshot({ out }: World): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const name of ["manifest.csv", "manifest.json", "changes.csv"]) {
    files.set(name, await readFile(join(out, name), "utf8"));
  }
  for (const folder of ["changes", "photos"]) {
    files.set(folder, (await readdir(join(out, folder), { recursive: true })).sort().join("\n"));
  }
  return files;
}

/** What a consumer holds who took every change of the history: checksums by object id. */
function replayed(history: readonly CsvRow[]): ReadonlyMap<string | undefined, string | undefined> {
  const held = new Map<string | undefined, string | undefined>();
  for (const { changeType, objectId, checksum, previousChecksum } of history) {
    const isKnown = held.has(objectId);
    assert.equal(isKnown, changeType !== "Add", `${changeType} of ${objectId}`);
    if (isKnown) assert.equal(previousChecksum, held.get(objectId));
    if (changeType === "Delete") held.delete(objectId);
    else held.set(objectId, checksum);
  }
  return new Map([...held].sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)));
}

/** All history segments one behind the other; each must hold the numbers of its name. */
export async function readHistory(out: string): Promise<readonly CsvRow[]> {
  const names = existsSync(join(out, "changes")) ? await readdir(join(out, "changes")) : [];
  const segments = names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const history: CsvRow[] = [];
  for (const name of segments) {
    const changes = await readCsv(join(out, "changes", name));
    assert.equal(name, `${changes[0]?.sequence}-${changes.at(-1)?.sequence}.csv`);
    history.push(...changes);
  }
  return history;
}

async function assertDescribes(description: Description, path: string): Promise<void> {
  const bytes = await readFile(path);
  assert.equal(description.bytes, bytes.length);
  assert.equal(description.sha256, createHash("sha256").update(bytes).digest("hex"));
}

/** A listed file, and its renditions, must be there, be what the row says and have the name that follows from it. */
export async function assertFile(out: string, row: CsvRow): Promise<void> {
  const { objectId, file = "", checksum, checksumAlgorithm, contentType, bytes, width, height, modified } = row;
  if (file === "") {
    const others = { checksum, checksumAlgorithm, contentType, bytes, width, height, modified, etag: row.etag };
    assert.deepEqual(new Set(Object.values(others)), new Set([""]), `${objectId} has no photo`);
    return;
  }
  const content = await readFile(join(out, file));
  assert.equal(
    createHash(checksumAlgorithm ?? "")
      .update(content)
      .digest("hex"),
    checksum,
    file,
  );
  assert.equal(String(content.length), bytes);
  const digits = checksum?.slice(0, 12);
  assert.equal(file, `photos/${objectId?.slice(0, 2)}/${objectId}-${digits}.${extensions[contentType ?? ""]}`);
  for (const name of renditionsIn(row)) await assertRendition(out, row, name);
}

/** The names of the renditions that a manifest has columns for. */
export function renditionsIn(row: CsvRow): readonly string[] {
  return Object.keys(row).flatMap((column) => /^([a-z][a-z0-9]*)File$/.exec(column)?.[1] ?? []);
}

async function assertRendition(out: string, row: CsvRow, name: string): Promise<void> {
  const [file = "", bytes, width, height, checksum = ""] = ["File", "Bytes", "Width", "Height", "Checksum"].map(
    (part) => row[`${name}${part}`],
  );
  if (file === "") {
    assert.deepEqual([bytes, width, height, checksum], ["", "", "", ""]);
    return;
  }
  const content = await readFile(join(out, file));
  const algorithm = row.checksumAlgorithm ?? "";
  assert.equal(createHash(algorithm).update(content).digest("hex"), checksum, file);
  assert.equal(String(content.length), bytes);
  const { objectId } = row;
  assert.equal(file, `renditions/${name}/${objectId?.slice(0, 2)}/${objectId}-${checksum.slice(0, 12)}.jpg`);
}
