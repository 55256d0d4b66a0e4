import { lstat, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errnoOf } from "../errors.ts";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { writeDurably } from "../platform/durable-file.ts";
import { canFlushVolume, flushVolume } from "../platform/flush-volume.ts";
import { outputError } from "../platform/output-error.ts";

/** Where accepted photos go. `name` is relative to OUT with forward slashes. */
export interface PhotoFiles {
  /**
   * Writes a photo unless a file of that name holds these very bytes already; a damaged one is replaced. `isNew`: the
   * name was not on record, so it is not looked for. Returns whether it had to be written.
   */
  write(name: string, bytes: Uint8Array, options: { readonly isNew: boolean }): Promise<boolean>;
  /** Brings to the disk what was written and is not there yet, whoever wrote it: before a manifest lists it. */
  flush(): Promise<void>;
  /** Folders in which names were given, whose entries `flush` may leave to the caller. */
  touchedFolders(): ReadonlySet<string>;
}

/** So many files are flushed one by one; of a pass that writes more the others are flushed together, where that can be. */
const flushedEach = 64;

/**
 * Files in OUT. Until `flush` returns, one may be lost with the machine's power, though its name stands: until a pass has
 * ended, and so flushed, its files are looked at after a restart (`checkRecentFiles`). `unflushed`: a pass before did not
 * come to its end. Throws `outputFailed`.
 */
export function outputPhotoFiles({ out, tempDir }: OutputLayout, { unflushed }: { unflushed: boolean }): PhotoFiles {
  let written = 0;
  let isDue = unflushed;
  let together: Promise<boolean> | undefined;
  const touched = new Set<string>();
  const canBeTogether = () => {
    together ??= canFlushVolume(out);
    return together;
  };
  return {
    write: async (name, bytes, { isNew }) => {
      const path = join(out, name);
      if (!isNew && (await holds(path, bytes))) return false;
      written += 1;
      const later = written > flushedEach && (await canBeTogether());
      isDue ||= later;
      await writeDurably(path, bytes, { tempDir, flush: later ? "later" : "now" });
      touched.add(dirname(path));
      return true;
    },
    flush: async () => {
      if (isDue && (await canBeTogether())) await flushVolume(out);
      isDue = false;
    },
    touchedFolders: () => touched,
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
  return { write: async () => false, flush: async () => undefined, touchedFolders: () => new Set() };
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
