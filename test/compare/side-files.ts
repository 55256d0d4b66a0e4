import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { addedColumnsOf, fixedColumns } from "../../src/manifest/columns.ts";
import { writeManifest } from "../../src/manifest/manifest-csv.ts";
import type { ManifestFormat } from "../../src/manifest/manifest-format.ts";
import type { ManifestRow } from "../../src/model/manifest-row.ts";
import { collectBytes, sampleRow } from "../manifest/sample-rows.ts";

/** How manifest.csv is written unless it is said otherwise, with a column of hashes. */
export const hashedFormat: ManifestFormat = {
  delimiter: ",",
  encoding: "utf8",
  ...(addedColumnsOf([...fixedColumns, "phash"]) ?? { renditions: [], extraColumns: [] }),
};

/** A manifest.csv by itself, with no picture beside it. */
export async function writeManifestFile(
  path: string,
  rows: readonly ManifestRow[],
  format = hashedFormat,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await collectBytes(writeManifest(rows, format)));
}

/** The n-th sample person's row, with a perceptual hash. */
export function hashedRow(n: number, content: string, phash: string): ManifestRow {
  return { ...sampleRow(n, content), extra: { phash } };
}

/** A folder of files. */
export async function writeFolder(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}
