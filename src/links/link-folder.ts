import { lstat, mkdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ExophotosError, errnoOf } from "../errors.ts";
import { flushDirectory } from "../platform/durable-file.ts";
import { errnoIn, outputError } from "../platform/output-error.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { State } from "../store/state.ts";
import { linkTempDir } from "./link-file.ts";
import { dropMark, forgetMark, markedFolders, markOf, ourMark, writeMark } from "./link-mark.ts";

/** Errno for a folder that is not the one on record: another may lie over it, such as an empty mount point. */
export const notTheFolder = "ESTALE";

/**
 * The by-name folders of OUT. What is on record of one holds for the folder with the mark that the state remembers, and
 * for no other under that name: a volume that is not mounted for one night must not have its changes made elsewhere. The
 * mark is another one after each pass that changes a folder, so that an older copy is none of ours.
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
   * Opens a folder that is about to be changed, once a run: from then on, where it can be written, no copy made before has
   * its mark.
   */
  async openToChange(folder: string): Promise<string | undefined> {
    const problem = await this.open(folder);
    if (problem !== undefined) return problem;
    const path = join(this.#out, folder);
    try {
      const present = await ourMark(path, this.#state, folder);
      if (present === undefined) return notTheFolder;
      // Such as a full disk: the mark that is there still holds, and what has to go must go.
      await this.#mark(folder, path, present).catch(unlessRefused);
      return undefined;
    } catch (error) {
      return errnoIn(outputError(path, "read", error));
    }
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
      if (await dropFolder(join(this.#out, folder), this.#state, folder)) this.#forget(folder);
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
      if (await isLink(linkTempDir(path))) return "ELOOP";
      return await this.#recognise(folder, path);
    } catch (error) {
      return errnoIn(outputError(path, "create", error));
    }
  }

  /** A folder in which nothing is ours gets a mark, whatever it is. */
  async #recognise(folder: string, path: string): Promise<string | undefined> {
    if ((await ourMark(path, this.#state, folder)) !== undefined) return undefined;
    if (this.#state.links.hasAny(folder)) return notTheFolder;
    if ((await markOf(path)) === "foreign") return "EEXIST";
    await this.#mark(folder, path, undefined);
    return undefined;
  }

  async #mark(folder: string, path: string, present: string | undefined): Promise<void> {
    try {
      await writeMark(this.#state, folder, path, present, this.#rename);
      await flushDirectory(this.#out);
    } finally {
      await removeTempDir(path);
    }
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

async function isLink(path: string): Promise<boolean> {
  return await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof ExophotosError)) throw error;
}

/** Never fails. */
async function removeTempDir(path: string): Promise<void> {
  await rm(linkTempDir(path), { recursive: true, force: true }).catch(() => undefined);
}

/**
 * Takes a folder away once nothing but our mark is left in it; without that mark it is not ours to take. Returns whether
 * nothing of ours is left: a mark that cannot be deleted is to be remembered, or the folder would be a stranger's from
 * then on. Never fails.
 */
async function dropFolder(path: string, state: State, folder: string): Promise<boolean> {
  if (await isFolderGone(path)) return true;
  if (!(await isLinkFolder(path))) return false;
  switch (await dropMark(path, state, folder)) {
    case "noneOfOurs":
      return true;
    case "refused":
      return false;
    case "dropped":
      await removeTempDir(path);
      return await removeFolder(path);
  }
}

/**
 * Takes a folder away unless somebody else's things are in it. Returns whether it is on the disk that it, or what was ours
 * in it, is gone: what is forgotten must not come back.
 */
async function removeFolder(path: string): Promise<boolean> {
  const changed = await rmdir(path).then(
    () => dirname(path),
    () => path,
  );
  return await flushDirectory(changed).then(
    () => true,
    () => false,
  );
}
