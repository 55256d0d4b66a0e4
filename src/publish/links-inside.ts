import type { Dirent, Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ExophotosError, errnoOf } from "../errors.ts";
import { ownDirName } from "../manifest/output-layout.ts";
import { outputError } from "../platform/output-error.ts";

/** The folders of OUT that are written to and swept without a look at each, and how many levels of names are below them. */
const folders = [
  { name: ownDirName, levels: 1 },
  { name: "changes", levels: 0 },
  { name: "photos", levels: 1 },
  { name: "renditions", levels: 2 },
] as const;

/**
 * Refuses an OUT in which one of our folders, or a file in `.exophotos`, is a symbolic link or a junction: whoever writes
 * or deletes below it would do so somewhere else. OUT itself may be one. Throws `outputFailed` with ELOOP.
 */
export async function refuseLinksInside(out: string): Promise<void> {
  for (const { name, levels } of folders) {
    const path = join(out, name);
    const found = (await lstatOf(path))?.isSymbolicLink() === true ? path : await linkBelow(path, levels);
    if (found !== undefined) throw new ExophotosError("outputFailed", { path: found, action: "use", errno: "ELOOP" });
  }
}

async function linkBelow(folder: string, levels: number): Promise<string | undefined> {
  if (levels === 0) return undefined;
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    // Windows lists everything with a reparse point as a link, also a mounted volume or a file without its doubles.
    const found = entry.isSymbolicLink() ? await lstatOf(path) : entry;
    if (found?.isSymbolicLink() === true) return path;
    const below = found?.isDirectory() === true ? await linkBelow(path, levels - 1) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}

/** Undefined where there is nothing. */
async function lstatOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw outputError(path, "read", error);
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return [];
    throw outputError(folder, "list", error);
  }
}
