import { randomUUID } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { link, lstat, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errnoOf } from "../errors.ts";
import { writeDurably } from "../platform/durable-file.ts";
import { makeFolder } from "../platform/make-folder.ts";
import { outputError } from "../platform/output-error.ts";
import { type RenameOptions, renameWithRetry } from "../platform/rename-with-retry.ts";

/** What has a name: nothing, a file with the picture's bytes, another file, or something that is no plain file. */
export type FoundThere = "nothing" | "same" | "other" | "noFile";

/**
 * Looks at a name in a by-name folder beside the picture that it should be. Links are not followed. Bytes are read only
 * where it is not the very same file. Throws `outputFailed`.
 */
export async function lookAtLink(path: string, picture: string): Promise<FoundThere> {
  const there = await statsOf(path);
  if (there === undefined) return "nothing";
  if (!there.isFile()) return "noFile";
  const wanted = await statsOf(picture);
  if (wanted === undefined) return "other";
  // Some file systems number no files.
  if (there.ino !== 0n && there.ino === wanted.ino && there.dev === wanted.dev) return "same";
  if (there.size !== wanted.size) return "other";
  return (await bytesOf(path)).equals(await bytesOf(picture)) ? "same" : "other";
}

/**
 * Gives a picture a free name, as a hard link or, where there can be none, as a copy; the name never stands for half of
 * it. Returns false where the name is not free after all. Errors as `writeDurably`.
 */
export async function makeLink(picture: string, path: string, options: RenameOptions): Promise<boolean> {
  try {
    await link(picture, path);
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    await copyTo(picture, path, options);
  }
  return true;
}

/** Gives a picture a name that another file has until then. Errors as `writeDurably`. */
export async function replaceLink(picture: string, path: string, options: RenameOptions): Promise<void> {
  const tempDir = linkTempDir(dirname(path));
  const temp = join(tempDir, `${randomUUID()}.tmp`);
  await makeFolder(tempDir);
  try {
    await link(picture, temp);
  } catch {
    // Another volume, a file system without links, too many of them: if it is something else, copying tells.
    return await copyTo(picture, path, options);
  }
  try {
    await renameWithRetry(temp, path, options);
  } catch (error) {
    await rm(temp, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Where files of a by-name folder are under construction: on its volume, which may be another than OUT's. */
export function linkTempDir(folder: string): string {
  return join(folder, ".exophotos-tmp");
}

async function copyTo(picture: string, path: string, options: RenameOptions): Promise<void> {
  await writeDurably(path, await bytesOf(picture), { ...options, tempDir: linkTempDir(dirname(path)) });
}

/** Of the name itself; undefined where there is nothing. Throws `outputFailed`. */
async function statsOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw outputError(path, "read", error);
  }
}

/** Throws `outputFailed`. */
export async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw outputError(path, "read", error);
  }
}
