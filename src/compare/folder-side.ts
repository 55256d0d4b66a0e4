import type { Dir } from "node:fs";
import { opendir } from "node:fs/promises";
import { join as joinPath } from "node:path";
import { type JoinKey, joinKeys } from "../model/join-key.ts";
import { parseObjectId } from "../model/object-id.ts";
import { outputError } from "../platform/output-error.ts";
import { readPicture } from "./read-picture.ts";
import type { Side } from "./side.ts";

/** Names that begin with a dot are what systems leave behind. */
const pictureName = /^(?<value>[^.].*)\.(?:jpe?g|png|gif|bmp)$/i;

/**
 * A folder of picture files, each named by the join value of the person in it: `ada@contoso.com.jpg`. Other files and the
 * folders in it are passed over. What the names are is not known: they can be any key, but object ids only where the first
 * one is a GUID. Throws `outputFailed`.
 */
export async function openFolderSide(folder: string): Promise<Side> {
  const known = new Set<JoinKey>(joinKeys);
  if (!(await holdsObjectIds(folder))) known.delete("objectId");
  return {
    name: folder,
    joinKeys: known,
    entries: async function* (join) {
      for await (const { file, value } of picturesIn(folder)) {
        yield { keys: { [join]: value }, locator: file, checksum: undefined, perceptualHash: undefined };
      }
    },
    read: (locator) => readPicture(joinPath(folder, locator)),
  };
}

async function holdsObjectIds(folder: string): Promise<boolean> {
  for await (const { value } of picturesIn(folder)) return parseObjectId(value) !== undefined;
  return true;
}

async function* picturesIn(folder: string): AsyncGenerator<{ readonly file: string; readonly value: string }> {
  const names = await open(folder);
  try {
    for await (const entry of names) {
      const value = pictureName.exec(entry.name)?.groups?.value;
      if (value !== undefined && !entry.isDirectory()) yield { file: entry.name, value };
    }
  } catch (error) {
    throw outputError(folder, "list", error);
  }
}

async function open(folder: string): Promise<Dir> {
  try {
    return await opendir(folder);
  } catch (error) {
    throw outputError(folder, "list", error);
  }
}
