import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LostPower } from "./lost-power.ts";
import type { VolumeLog } from "./volume-log.ts";

interface Write {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The files and folders of a volume as they are found when the power is back. */
export class VolumeAfter {
  readonly #folders: Set<string>;
  readonly #names = new Map<string, number>();
  readonly #writes = new Map<number, Write[]>();
  #state: string | undefined;

  constructor({ start, entries }: VolumeLog, { moment, kept }: LostPower) {
    this.#folders = new Set(start.folders);
    this.#state = start.state;
    for (const [name, bytes] of start.files) {
      this.#writes.set(this.#names.size, [{ offset: 0, bytes }]);
      this.#names.set(name, this.#names.size);
    }
    for (const [index, entry] of entries.slice(0, moment).entries()) {
      const part = kept(index);
      if (part === "nothing") continue;
      switch (entry.kind) {
        case "name":
          this.#names.set(entry.path, entry.file);
          break;
        case "unname":
          this.#names.delete(entry.path);
          this.#folders.delete(entry.path);
          break;
        case "folder":
          this.#folders.add(entry.path);
          break;
        case "write":
          this.#write(entry.file, {
            offset: entry.offset,
            bytes: part === "half" ? firstHalf(entry.bytes) : entry.bytes,
          });
          break;
        case "commit":
          this.#state = entry.state;
          break;
      }
    }
  }

  #write(file: number, write: Write): void {
    const writes = this.#writes.get(file) ?? [];
    writes.push(write);
    this.#writes.set(file, writes);
  }

  /** A file's bytes; what was lost in the midst of it reads as zeros. Undefined where there is none. */
  read(path: string): Buffer | undefined {
    const file = this.#names.get(path);
    if (file === undefined || !this.#isReachable(path)) return undefined;
    const writes = this.#writes.get(file) ?? [];
    const [only] = writes;
    if (only !== undefined && writes.length === 1 && only.offset === 0) return Buffer.from(only.bytes);
    const size = Math.max(0, ...writes.map(({ offset, bytes }) => offset + bytes.length));
    const content = Buffer.alloc(size);
    for (const { offset, bytes } of writes) content.set(bytes, offset);
    return content;
  }

  /** A name is lost with its folder. */
  #isReachable(path: string): boolean {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      if (!this.#folders.has(path.slice(0, at))) return false;
    }
    return true;
  }

  /** Puts it all into a folder, with the state as the state database of `out`; returns the path of that, if there is one. */
  writeTo(folder: string, out: string): string | undefined {
    for (const path of [...this.#folders].sort()) {
      if (this.#isReachable(path)) mkdirSync(join(folder, path), { recursive: true });
    }
    for (const path of this.#names.keys()) {
      const content = this.read(path);
      if (content !== undefined) writeFileSync(join(folder, path), content);
    }
    const state = join(folder, out, ".exophotos/state.db");
    const isThere = this.#folders.has(join(out, ".exophotos")) && this.#folders.has(out);
    if (this.#state === undefined || !isThere) return undefined;
    copyFileSync(this.#state, state);
    return state;
  }
}

function firstHalf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}
