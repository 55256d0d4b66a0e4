import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { writeDurably } from "../platform/durable-file.ts";
import { outputError } from "../platform/output-error.ts";
import type { Services } from "./services.ts";

/** Writes a result as it comes, to a file or where there is none to standard output. Throws `outputFailed`, or what it comes from. */
export async function writeResult(
  to: string | undefined,
  chunks: AsyncIterable<Uint8Array>,
  { stdout, clock, interrupted }: Services,
): Promise<void> {
  if (to !== undefined) return await writeDurably(to, chunks, { tempDir: dirname(to), clock, signal: interrupted });
  try {
    await pipeline(Readable.from(chunks), stdout, { end: false });
  } catch (error) {
    throw outputError("standard output", "write", error);
  }
}
