import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import { defaultPictureLimits, inspectPicture } from "../renditions/inspect-picture.ts";
import type { PushEntry } from "./entry.ts";
import type { PushOutcome } from "./result.ts";

/** A file that is what the list says and, by its header, a picture. */
export interface ApprovedFile {
  readonly kind: "read";
  readonly bytes: Uint8Array;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Reads an entry's file, or gives the outcome that this ends with. */
export async function readApproved({ file, checksum }: PushEntry): Promise<ApprovedFile | PushOutcome> {
  if (file === undefined) throw new TypeError("An entry to send has no file.");
  const bytes = await readBounded(file);
  if (typeof bytes === "string") return { kind: "failed", reason: "fileUnreadable", errno: bytes };
  const header = bytes === undefined ? "tooManyBytes" : inspectPicture(bytes, defaultPictureLimits);
  if (bytes === undefined || typeof header === "string") {
    const problem = typeof header === "string" ? header : "tooManyBytes";
    return { kind: "failed", reason: "pictureUnusable", problem, message: "" };
  }
  if (checksum !== undefined && digest(checksum.algorithm, bytes) !== checksum.hex) {
    return { kind: "failed", reason: "notApproved" };
  }
  return { kind: "read", bytes, sha256: digest("sha256", bytes) };
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest("hex");
}

/** The file's bytes, undefined for one above the limit, or the error code of the system. */
async function readBounded(path: string): Promise<Uint8Array | string | undefined> {
  try {
    const { size } = await stat(path);
    return size > defaultPictureLimits.maxBytes ? undefined : await readFile(path);
  } catch (error) {
    return errnoOf(error);
  }
}
