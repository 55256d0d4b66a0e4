import { open } from "node:fs/promises";
import { dirname, join as joinPath } from "node:path";
import { addedColumnsOf, fixedColumns } from "../manifest/columns.ts";
import { damaged } from "../manifest/damaged.ts";
import { readManifest } from "../manifest/manifest-csv.ts";
import type { ManifestEncoding, ManifestFormat } from "../manifest/manifest-format.ts";
import { joinKeys } from "../model/join-key.ts";
import { readHandle } from "../platform/open-file.ts";
import { outputError } from "../platform/output-error.ts";
import { requirePicture } from "./export-side.ts";
import { entryOf } from "./manifest-entry.ts";
import { readPicture } from "./read-picture.ts";
import type { Side } from "./side.ts";

/** The header is within so many bytes: columns are few and their names short. */
const headerBytes = 64 * 1024;

/**
 * A manifest.csv by itself, such as a copy. Its pictures are looked for beside it. Throws `manifestDamaged` for a file that
 * is no manifest, `settingInvalid` for a picture that it does not have, `outputFailed`.
 */
export async function openManifestSide(path: string, picture: string): Promise<Side> {
  const format = await formatIn(path);
  requirePicture(path, picture, format.renditions);
  return {
    name: path,
    joinKeys: new Set(joinKeys),
    entries: async function* () {
      const handle = await openToRead(path);
      try {
        for await (const row of readManifest(readHandle(handle, path), path, format)) {
          const entry = entryOf(row, picture);
          if (entry !== undefined) yield entry;
        }
      } finally {
        await handle.close();
      }
    },
    read: (locator) => readPicture(joinPath(dirname(path), locator)),
  };
}

/** What the header says about how the file is written. */
async function formatIn(path: string): Promise<ManifestFormat> {
  const bytes = await firstBytes(path);
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding === "utf16le" ? "utf-16le" : "utf-8").decode(bytes);
  const [header = ""] = text.split("\r\n", 1);
  const [first, second] = fixedColumns;
  const delimiter = header.startsWith(first) ? header.charAt(first.length) : "";
  const added = header.startsWith(`${first}${delimiter}${second}`)
    ? addedColumnsOf(header.split(delimiter))
    : undefined;
  if (added === undefined || delimiter === "") throw damaged(path, "its columns are not those of a manifest");
  return { delimiter, encoding, ...added };
}

/** A manifest begins with a letter of ASCII, so a zero behind it is half a character. */
function encodingOf(bytes: Uint8Array): ManifestEncoding {
  if (bytes[1] === 0) return "utf16le";
  return bytes[0] === 0xef ? "utf8-bom" : "utf8";
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await openToRead(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw outputError(path, "read", error);
  } finally {
    await handle.close();
  }
}

async function openToRead(path: string) {
  try {
    return await open(path, "r");
  } catch (error) {
    throw outputError(path, "read", error);
  }
}
