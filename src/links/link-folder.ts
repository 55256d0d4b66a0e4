import { lstat, mkdir, rm, rmdir } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import { linkTempDir } from "./link-file.ts";

/** Whether a by-name folder is gone. What is there may be something else, or not to be looked at. */
export async function isFolderGone(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    return errnoOf(error) === "ENOENT";
  }
}

/** Makes a by-name folder where it is missing. Returns the errno of what keeps it from being used: a link is not followed. */
export async function openLinkFolder(path: string): Promise<string | undefined> {
  try {
    if (await isFolderGone(path)) await mkdir(path);
    return (await lstat(path)).isDirectory() ? undefined : "ENOTDIR";
  } catch (error) {
    return errnoOf(error);
  }
}

/** Whether it is there to be looked into: a folder, and no link to one. */
export async function isLinkFolder(path: string): Promise<boolean> {
  return await lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Takes away what was under construction in a by-name folder, and with `isDropped` the folder once nothing is left in it. Never fails. */
export async function tidyLinkFolder(path: string, isDropped: boolean): Promise<void> {
  if (!(await isLinkFolder(path))) return;
  await rm(linkTempDir(path), { recursive: true, force: true }).catch(() => undefined);
  if (isDropped) await rmdir(path).catch(() => undefined);
}
