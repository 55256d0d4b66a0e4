import { randomUUID } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errnoOf } from "../errors.ts";
import { nameBeside, removeLeftovers } from "./leftover-files.ts";
import { makeWithParents } from "./make-folder.ts";
import { outputError } from "./output-error.ts";
import { type RenameOptions, renameWithRetry } from "./rename-with-retry.ts";
import { restrictOnWindows } from "./windows-acl.ts";

/**
 * A file under construction: it has a name of its own in a folder on the target's volume and gets the target's name
 * only when it is complete. The steps are those of a durable replace, in this order: `write`, `flush` (or `close`), `moveTo`.
 * Whoever opens one calls `discard` in a `finally`; it does nothing once the file has moved.
 *
 * Errors are `outputFailed` and name the target, because that is the name that an operator knows.
 */
export class TempFile {
  readonly target: string;
  readonly path: string;
  readonly #handle: FileHandle;
  #bytes = 0;
  #open = true;
  #moved = false;

  private constructor(target: string, path: string, handle: FileHandle) {
    this.target = target;
    this.path = path;
    this.#handle = handle;
  }

  /**
   * Creates an empty file under a name that nobody has, making `tempDir` where it is missing; beside its target under a
   * name that tells whose it is, and without what killed processes left there. A `privately` created one is for this
   * account alone from its first byte on, as is a folder made for it, and stays so under its target's name.
   */
  static async create(target: string, tempDir: string, { privately = false } = {}): Promise<TempFile> {
    const isBeside = tempDir === dirname(target);
    const path = isBeside ? nameBeside(target) : join(tempDir, `${randomUUID()}.tmp`);
    if (isBeside) await removeLeftovers(target, Date.now());
    try {
      const handle = await createExclusively(path, tempDir, privately);
      const file = new TempFile(target, path, handle);
      if (privately) await file.#restrict();
      return file;
    } catch (error) {
      throw outputError(target, "create", error);
    }
  }

  async #restrict(): Promise<void> {
    try {
      await restrictOnWindows(this.path);
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends all of `data`; a write that the system cuts short goes on with the rest, so that a full disk is seen. */
  async write(data: Uint8Array): Promise<void> {
    try {
      let offset = 0;
      while (offset < data.length) {
        const { bytesWritten } = await this.#handle.write(data, offset, data.length - offset);
        offset += bytesWritten;
      }
      this.#bytes += data.length;
    } catch (error) {
      throw outputError(this.target, "write", error);
    }
  }

  /** Brings the bytes to the disk and closes the file: only complete files may be renamed, and Windows wants them closed. */
  async flush(): Promise<void> {
    try {
      await this.#handle.sync();
    } catch (error) {
      throw outputError(this.target, "write", error);
    }
    await this.close();
  }

  /** Closes the file unflushed: for one of many that are brought to the disk together, by `flushVolume`. */
  async close(): Promise<void> {
    try {
      this.#open = false;
      await this.#handle.close();
    } catch (error) {
      throw outputError(this.target, "write", error);
    }
  }

  /** Gives the closed file its target's name, replacing what has it now. Errors as `renameWithRetry`. */
  async moveTo(target: string, options: RenameOptions): Promise<void> {
    if (this.#open) throw new Error("a file is closed before it moves");
    await renameWithRetry(this.path, target, options);
    this.#moved = true;
  }

  /**
   * Removes the file unless it has moved. Never throws: it runs beside the failure that matters, and the next start
   * empties OUT's folder of temporary files, the next file of the same target what lies beside that.
   */
  async discard(): Promise<void> {
    if (this.#moved) return;
    if (this.#open) await this.#handle.close().catch(() => undefined);
    this.#open = false;
    await rm(this.path, { force: true }).catch(() => undefined);
  }
}

const ownerOnly = 0o600;
const everyoneByUmask = 0o666;

async function createExclusively(path: string, folder: string, privately: boolean): Promise<FileHandle> {
  const mode = privately ? ownerOnly : everyoneByUmask;
  try {
    return await open(path, "wx", mode);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    await makeWithParents(folder, { privately });
    return await open(path, "wx", mode);
  }
}
