import { createHash } from "node:crypto";
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../errors.ts";
import type { ListedPhoto } from "../model/manifest-row.ts";
import { outputError } from "../platform/output-error.ts";
import { defaultPictureLimits, inspectPicture } from "../renditions/inspect-picture.ts";
import type { PictureFault } from "./verify-fault.ts";

export interface PictureFinding {
  readonly fault: PictureFault;
  readonly file: string;
  readonly found: string;
}

/** Compares a listed photo and its renditions with their files: size, checksum, picture type and dimensions. */
export async function checkPictures(out: string, photo: ListedPhoto): Promise<readonly PictureFinding[]> {
  const { checksumAlgorithm } = photo;
  const findings: PictureFinding[] = [];
  const renditions = Object.values(photo.renditions).map((made) => ({ ...made, contentType: "image/jpeg" }) as const);
  for (const listed of [photo, ...renditions]) {
    const finding = await checkPicture(out, { ...listed, checksumAlgorithm });
    if (finding !== undefined) findings.push({ ...finding, file: listed.file });
  }
  return findings;
}

type ListedPicture = Pick<
  ListedPhoto,
  "file" | "contentType" | "bytes" | "width" | "height" | "checksum" | "checksumAlgorithm"
>;

async function checkPicture(out: string, listed: ListedPicture): Promise<Omit<PictureFinding, "file"> | undefined> {
  const bytes = await readListed(join(out, listed.file));
  if (bytes === undefined) return { fault: "missing", found: "no file" };
  if (bytes === "link") return { fault: "missing", found: "a link to another place in place of the file" };
  if (bytes.length !== listed.bytes) {
    return { fault: "size", found: `${bytes.length} bytes instead of ${listed.bytes}` };
  }
  const checksum = createHash(listed.checksumAlgorithm).update(bytes).digest("hex");
  if (checksum !== listed.checksum) return { fault: "checksum", found: checksum };
  const header = inspectPicture(bytes, defaultPictureLimits);
  if (typeof header === "string") return { fault: "picture", found: header };
  const { contentType, width, height } = header;
  const agrees = contentType === listed.contentType && width === listed.width && height === listed.height;
  return agrees ? undefined : { fault: "header", found: `${contentType} ${width}x${height}` };
}

/** Nothing is read through a link: the file may be another one tomorrow. */
async function readListed(path: string): Promise<Uint8Array | "link" | undefined> {
  try {
    if ((await lstat(path)).isSymbolicLink()) return "link";
    return await readFile(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw outputError(path, "read", error);
  }
}
