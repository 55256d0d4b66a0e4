import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { outputError } from "./output-error.ts";
import type { RenameOptions } from "./rename-with-retry.ts";
import { TempFile } from "./temp-file.ts";

/** What a file shall hold: all at once, or as it comes. Text is written as UTF-8. */
export type FileContent = string | Uint8Array | AsyncIterable<Uint8Array | string>;

export interface DurableWriteOptions extends RenameOptions {
  /** Folder for files under construction; must be on the target's volume. */
  readonly tempDir: string;
  /** For this account alone: mode 0600, or an access list of one entry on Windows. False unless given. */
  readonly privately?: boolean;
  /** «later»: the caller flushes the volume before anything relies on the name. «now» unless given. */
  readonly flush?: "now" | "later";
}

/**
 * Writes a whole file so that its name never stands for half of it, not even after a power loss: bytes under a
 * temporary name, flush, close, rename. Replaces an existing file; makes missing folders. The folder's own entry is
 * durable only after `flushDirectory`. Throws `outputFailed`, or `publishBlocked` when the target stays held open.
 */
export async function writeDurably(path: string, content: FileContent, options: DurableWriteOptions): Promise<void> {
  const file = await TempFile.create(path, options.tempDir, { privately: options.privately ?? false });
  try {
    if (typeof content === "string" || content instanceof Uint8Array) await file.write(toBytes(content));
    else for await (const chunk of content) await file.write(toBytes(chunk));
    await (options.flush === "later" ? file.close() : file.flush());
    await file.moveTo(path, options);
  } finally {
    await file.discard();
  }
}

/** Size and SHA-256 (lower-case hex) of a file's bytes. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file whose digest must be known before it gets its name. Discard it in a `finally`; that is harmless afterwards. */
export interface StagedFile {
  write(chunk: Uint8Array | string): Promise<void>;
  /** Ends writing: brings the bytes to the disk and returns what they are. */
  seal(): Promise<FileDigest>;
  /** Gives the sealed file its name. */
  commit(options?: RenameOptions): Promise<void>;
  discard(): Promise<void>;
}

/** Opens a file under construction that will become `path`. Errors as `writeDurably`. */
export async function openStaged(path: string, options: { readonly tempDir: string }): Promise<StagedFile> {
  const file = await TempFile.create(path, options.tempDir);
  const hash = createHash("sha256");
  return {
    write: async (chunk) => {
      const bytes = toBytes(chunk);
      hash.update(bytes);
      await file.write(bytes);
    },
    seal: async () => {
      await file.flush();
      return { bytes: file.bytes, sha256: hash.digest("hex") };
    },
    commit: (renameOptions = {}) => file.moveTo(path, renameOptions),
    discard: () => file.discard(),
  };
}

/**
 * Makes the names in a folder durable. Windows has no such call for folders (opening one for it fails), so there it
 * does nothing and start-up checks what a power loss may have taken. Throws `outputFailed`.
 */
export async function flushDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw outputError(path, "write", error);
  }
}

function toBytes(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
}
