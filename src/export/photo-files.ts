import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../errors.ts";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { writeDurably } from "../platform/durable-file.ts";
import { outputError } from "../platform/output-error.ts";

/** Where accepted photos go. `name` is relative to OUT with forward slashes. */
export interface PhotoFiles {
  /**
   * Writes a photo unless a file of that name holds these very bytes already; a damaged one is replaced. `isNew`: the
   * name was not on record, so it is not looked for.
   */
  write(name: string, bytes: Uint8Array, options: { readonly isNew: boolean }): Promise<void>;
}

/** Files in OUT, durable when `write` returns but for their folders' entries. Throws `outputFailed`. */
export function outputPhotoFiles(layout: OutputLayout): PhotoFiles {
  return {
    write: async (name, bytes, { isNew }) => {
      const path = join(layout.out, name);
      if (!isNew && (await holds(path, bytes))) return;
      await writeDurably(path, bytes, { tempDir: layout.tempDir });
    },
  };
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  if ((await sizeOf(path)) !== bytes.length) return false;
  try {
    return (await readFile(path)).equals(bytes);
  } catch (error) {
    throw outputError(path, "read", error);
  }
}

/** For `--dry-run`: photos are checked and counted, and go nowhere. */
export function noPhotoFiles(): PhotoFiles {
  return { write: async () => undefined };
}

/** A file's size in bytes; undefined where there is none, or a link to one. Throws `outputFailed`. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await lstat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw outputError(path, "read", error);
  }
}
