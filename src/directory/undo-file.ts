import { dirname } from "node:path";
import { flushDirectory } from "../platform/durable-file.ts";
import { TempFile } from "../platform/temp-file.ts";
import { undoEnd, undoHead, undoRecord } from "./undo-format.ts";
import type { Wish } from "./wish.ts";

/**
 * The old values of everything that is about to be changed, for this account alone. It has its name only once it is
 * complete and on the disk, which is before the first change. Discard it in a `finally`; that does nothing to a file
 * that has its name.
 */
export class UndoFile {
  readonly path: string;
  readonly #file: TempFile;
  #records = 0;
  /** Records come from several readers at once, and go into the file one behind the other. */
  #written: Promise<void>;

  private constructor(path: string, file: TempFile) {
    this.path = path;
    this.#file = file;
    this.#written = file.write(Buffer.from(undoHead(), "ascii"));
  }

  /** Throws `outputFailed`. */
  static async create(path: string): Promise<UndoFile> {
    return new UndoFile(path, await TempFile.create(path, dirname(path), { privately: true }));
  }

  /** Throws `outputFailed`, also for an earlier record. */
  async add(wish: Wish, old: readonly Uint8Array[]): Promise<void> {
    this.#records += 1;
    this.#written = this.#written.then(() => this.#file.write(Buffer.from(undoRecord(wish, old), "ascii")));
    await this.#written;
  }

  /** Throws `outputFailed`. */
  async keep(): Promise<void> {
    await this.#written;
    await this.#file.write(Buffer.from(undoEnd(this.#records), "ascii"));
    await this.#file.flush();
    await this.#file.moveTo(this.path, {});
    // The folder may be new as well.
    for (const folder of [dirname(this.path), dirname(dirname(this.path))]) await flushDirectory(folder);
  }

  async discard(): Promise<void> {
    await this.#written.catch(() => undefined);
    await this.#file.discard();
  }
}
