import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../errors.ts";
import type { ListedPhoto } from "../model/manifest-row.ts";
import { outputError } from "../platform/output-error.ts";
import { defaultPictureLimits, inspectPicture } from "../renditions/inspect-picture.ts";
import type { PhotoFault } from "./verify-fault.ts";

export interface PhotoFinding {
  readonly fault: PhotoFault;
  readonly found: string;
}

/** Compares a listed photo with its file: size, checksum, picture type and dimensions. Undefined when all agree. */
export async function checkPhoto(out: string, photo: ListedPhoto): Promise<PhotoFinding | undefined> {
  const bytes = await readListed(join(out, photo.file));
  if (bytes === undefined) return { fault: "missing", found: "no file" };
  if (bytes.length !== photo.bytes) return { fault: "size", found: `${bytes.length} bytes instead of ${photo.bytes}` };
  const checksum = createHash(photo.checksumAlgorithm).update(bytes).digest("hex");
  if (checksum !== photo.checksum) return { fault: "checksum", found: checksum };
  const header = inspectPicture(bytes, defaultPictureLimits);
  if (typeof header === "string") return { fault: "picture", found: header };
  const { contentType, width, height } = header;
  const agrees = contentType === photo.contentType && width === photo.width && height === photo.height;
  return agrees ? undefined : { fault: "header", found: `${contentType} ${width}x${height}` };
}

async function readListed(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw outputError(path, "read", error);
  }
}
