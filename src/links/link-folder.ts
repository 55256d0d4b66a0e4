import { lstat, mkdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../errors.ts";
import { flushDirectory } from "../platform/durable-file.ts";
import { errnoIn, outputError } from "../platform/output-error.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { State } from "../store/state.ts";
import { linkTempDir } from "./link-file.ts";
import { dropMark, forgetMark, markedFolders, markOf, rememberedMark, writeMark } from "./link-mark.ts";

/** Errno for a folder that is not the one on record: another may lie over it, such as an empty mount point. */
export const notTheFolder = "ESTALE";

/**
 * The by-name folders of OUT. What is on record of one holds for the folder with the mark that the state remembers, and
 * for no other under that name: a volume that is not mounted for one night must not have its changes made elsewhere.
 */
export class LinkFolders {
  readonly #out: string;
  readonly #state: State;
  readonly #rename: RenameOptions;
  readonly #opened = new Map<string, Promise<string | undefined>>();

  constructor(out: string, state: State, rename: RenameOptions) {
    this.#out = out;
    this.#state = state;
    this.#rename = rename;
  }

  /** Those that have files of ours, or had. */
  known(): readonly string[] {
    return [...new Set([...this.#state.links.folders(), ...markedFolders(this.#state)])];
  }

  /** A folder that somebody took away is made anew as a whole: one look a folder, not one a file. */
  async forgetLost(): Promise<void> {
    for (const folder of this.known()) if (await isFolderGone(join(this.#out, folder))) this.#forget(folder);
  }

  /** Makes a folder where it is missing. Returns the errno of what keeps it from being used: a link is not followed. */
  open(folder: string): Promise<string | undefined> {
    let opened = this.#opened.get(folder);
    if (opened === undefined) {
      opened = this.#open(folder);
      this.#opened.set(folder, opened);
    }
    return opened;
  }

  /**
   * Takes away what was under construction, and of the folders that are not `wanted` those with nothing of ours any more.
   * A folder that could not be used is left as it is.
   */
  async tidy(wanted: readonly string[]): Promise<void> {
    for (const [folder, opened] of this.#opened) {
      if ((await opened) === undefined) await removeTempDir(join(this.#out, folder));
    }
    for (const folder of this.known()) {
      if (wanted.includes(folder) || this.#state.links.hasAny(folder)) continue;
      await dropFolder(join(this.#out, folder), rememberedMark(this.#state, folder));
      this.#forget(folder);
    }
  }

  async #open(folder: string): Promise<string | undefined> {
    const path = join(this.#out, folder);
    try {
      if (await isFolderGone(path)) {
        this.#forget(folder);
        await mkdir(path);
      }
      if (!(await lstat(path)).isDirectory()) return "ENOTDIR";
      return await this.#recognise(folder, path);
    } catch (error) {
      return errnoIn(outputError(path, "create", error));
    }
  }

  /** A folder in which nothing is ours gets a mark, whatever it is. */
  async #recognise(folder: string, path: string): Promise<string | undefined> {
    if (await isOurFolder(path, this.#state, folder)) return undefined;
    if (this.#state.links.hasAny(folder)) return notTheFolder;
    if ((await markOf(path)) === "foreign") return "EEXIST";
    try {
      await writeMark(this.#state, folder, path, this.#rename);
      await flushDirectory(this.#out);
    } finally {
      await removeTempDir(path);
    }
    return undefined;
  }

  #forget(folder: string): void {
    this.#state.links.forgetFolder(folder);
    forgetMark(this.#state, folder);
  }
}

/** Whether a by-name folder is gone. What is there may be something else, or not to be looked at. */
export async function isFolderGone(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    return errnoOf(error) === "ENOENT";
  }
}

/** Whether it is there to be looked into: a folder, and no link to one. */
export async function isLinkFolder(path: string): Promise<boolean> {
  return await lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Whether a folder has the mark that the state remembers. Throws `outputFailed`. */
export async function isOurFolder(path: string, state: State, folder: string): Promise<boolean> {
  const remembered = rememberedMark(state, folder);
  return remembered !== undefined && (await markOf(path)) === remembered;
}

/** Never fails. */
async function removeTempDir(path: string): Promise<void> {
  await rm(linkTempDir(path), { recursive: true, force: true }).catch(() => undefined);
}

/** Takes a folder away once nothing but our mark is left in it; without that mark it is not ours to take. Never fails. */
async function dropFolder(path: string, mark: string | undefined): Promise<void> {
  if (mark === undefined || !(await isLinkFolder(path))) return;
  if (await dropMark(path, mark)) await rmdir(path).catch(() => undefined);
}
