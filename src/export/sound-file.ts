import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import type { ChecksumAlgorithm } from "../model/checksum.ts";
import { outputError } from "../platform/output-error.ts";

/** The checksum of bytes: lower-case hex. */
export function digest(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest("hex");
}

/** A file's bytes where they have this checksum; undefined where they have another, or there is no file. Throws `outputFailed`. */
export async function readSound(
  path: string,
  algorithm: ChecksumAlgorithm,
  checksum: string,
): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw outputError(path, "read", error);
  }
  return digest(algorithm, bytes) === checksum ? bytes : undefined;
}
