import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/** What is wrong with the photos that somebody wrote, in people. */
export interface Losses {
  /** They have a photo, and there is no file. */
  readonly missing: number;
  /** The file is not their photo as it is now. */
  readonly wrong: number;
  /** There is a file, and they have no photo. */
  readonly extra: number;
}

/** Holds SHA-256 of files against those of the tenant's photos, both by object id. */
export function lossesOf(truth: ReadonlyMap<string, string>, written: ReadonlyMap<string, string>): Losses {
  const missing = truth.keys().filter((id) => !written.has(id));
  const wrong = truth.entries().filter(([id, sha256]) => written.has(id) && written.get(id) !== sha256);
  const extra = written.keys().filter((id) => !truth.has(id));
  return { missing: countOf(missing), wrong: countOf(wrong), extra: countOf(extra) };
}

/** Whether nobody lacks their photo. */
export function lostNothing({ missing, wrong }: Losses): boolean {
  return missing + wrong === 0;
}

/** SHA-256 by key of the files that a map names. */
export async function hashFiles(files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const [id, file] of files) {
    hashes.set(
      id,
      createHash("sha256")
        .update(await readFile(file))
        .digest("hex"),
    );
  }
  return hashes;
}

function countOf(items: Iterable<unknown>): number {
  return Array.from(items).length;
}
