import { open } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import type { ChecksumAlgorithm } from "../model/checksum.ts";
import { checksumHandle, type FileChecksum } from "./open-file.ts";
import { outputError } from "./output-error.ts";

/** Reads a whole file through a hash; undefined when there is no such file. Throws `outputFailed`. */
export async function checksumFile(path: string, algorithm: ChecksumAlgorithm): Promise<FileChecksum | undefined> {
  try {
    const handle = await open(path, "r");
    try {
      return await checksumHandle(handle, path, algorithm);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw outputError(path, "read", error);
  }
}
