import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CsvRow, readManifest, type World } from "../running/world.ts";

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The files of a by-name folder, but for its mark, with their checksums; nothing where there is no such folder. */
export async function readByName(world: Pick<World, "out">, folder: string): Promise<ReadonlyMap<string, string>> {
  const path = join(world.out, folder);
  const names = await readdir(path).catch(() => []);
  const files = new Map<string, string>();
  for (const name of names.sort()) if (name !== ".exophotos") files.set(name, sha256(await readFile(join(path, name))));
  return files;
}

/** What a folder must hold when values name their files as they are: one file a row that has a value, and nothing else. */
export function expectedOf(rows: readonly CsvRow[], property: string, checksum = "checksum"): Map<string, string> {
  const wanted = rows.filter((row) => row[property] !== "" && row[checksum] !== "");
  const files = wanted.map((row): [string, string] => [`${row[property]}.jpg`, row[checksum] ?? ""]);
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Fails unless a folder is in step with manifest.csv. */
export async function assertInStep(world: World, property: string): Promise<void> {
  assert.deepEqual(await readByName(world, `by-${property}`), expectedOf(await readManifest(world), property));
}
