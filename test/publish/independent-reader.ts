import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What somebody who knows only the contract finds in an output directory. */
export interface Found {
  readonly sequence: number;
  /** Checksum by object id. */
  readonly photos: Readonly<Record<string, string>>;
}

/**
 * Reads OUT without the code under test (the sample data needs no quotes): manifest.csv must match an entry of
 * manifest.json, and each file that it lists must be there with its checksum. Undefined when nothing is published.
 */
export async function readIndependently(out: string): Promise<Found | undefined> {
  const csv = await readFile(join(out, "manifest.csv")).catch((error: NodeJS.ErrnoException) => {
    assert.equal(error.code, "ENOENT");
    return undefined;
  });
  if (csv === undefined) return undefined;
  const json = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
  const sha256 = sha256Of(csv);
  const entry = [json.current, json.previous].find((candidate) => candidate?.sha256 === sha256);
  assert.ok(entry, "manifest.json describes manifest.csv");
  assert.equal(csv.length, entry.bytes);
  const [header, ...lines] = csv.toString().split("\r\n").slice(0, -1);
  assert.deepEqual(header?.split(","), entry.columns);
  assert.equal(lines.length, entry.rows);
  const column = (line: string, name: string) => line.split(",")[entry.columns.indexOf(name)] ?? "";
  const photos: Record<string, string> = {};
  for (const line of lines) {
    const bytes = await readFile(join(out, column(line, "file")));
    assert.equal(sha256Of(bytes), column(line, "checksum"));
    assert.equal(bytes.length, Number(column(line, "bytes")));
    photos[column(line, "objectId")] = column(line, "checksum");
  }
  return { sequence: entry.sequence, photos };
}

/** Plays the whole history up to a sequence number: it has each number once, and ends in what it returns. */
export async function replayHistory(out: string, sequence: number): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(join(out, "changes")).catch(() => []);
  const lines: string[] = [];
  for (const name of names) {
    lines.push(...(await readFile(join(out, "changes", name), "utf8")).split("\r\n").slice(1, -1));
  }
  const changes = lines.map((line) => line.split(",")).sort((a, b) => Number(a[0]) - Number(b[0]));
  assert.deepEqual(
    changes.map((fields) => Number(fields[0])),
    Array.from({ length: sequence }, (_, n) => n + 1),
  );
  const photos = new Map<string, string>();
  for (const [, changeType, , objectId = "", , , checksum = ""] of changes) {
    if (changeType === "Delete") photos.delete(objectId);
    else photos.set(objectId, checksum);
  }
  return Object.fromEntries([...photos].sort());
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
