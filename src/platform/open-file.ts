import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { ChecksumAlgorithm } from "../model/checksum.ts";
import { outputError } from "./output-error.ts";

/** Size of a file in bytes and its checksum in lower-case hex. */
export interface FileChecksum {
  readonly bytes: number;
  readonly checksum: string;
}

const chunkBytes = 256 * 1024;

/**
 * The bytes of an open file from its first one, whatever was read of it before. Several readings may go on at once, and
 * one that is left early keeps the file open, both of which a stream over a handle cannot. Throws `outputFailed`.
 */
export function readHandle(handle: FileHandle, path: string): AsyncIterable<Uint8Array> {
  return readChunks(handle, path, () => Buffer.allocUnsafe(chunkBytes));
}

async function* readChunks(handle: FileHandle, path: string, nextBuffer: () => Buffer): AsyncGenerator<Uint8Array> {
  let position = 0;
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(nextBuffer(), 0, chunkBytes, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw outputError(path, "read", error);
  }
}

/** Closes a file that was only read: nothing is lost where the system reports an error then. */
export async function closeAfterReading(handle: FileHandle): Promise<void> {
  await handle.close().catch(() => undefined);
}

/** Reads all of an open file through a hash. Throws `outputFailed`. */
export async function checksumHandle(
  handle: FileHandle,
  path: string,
  algorithm: ChecksumAlgorithm,
): Promise<FileChecksum> {
  const hash = createHash(algorithm);
  // One for all chunks: a large manifest's worth of buffers would not be freed before the next collection.
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let bytes = 0;
  for await (const chunk of readChunks(handle, path, () => buffer)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, checksum: hash.digest("hex") };
}
