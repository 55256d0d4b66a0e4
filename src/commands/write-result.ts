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

/** As `writeResult`, for a text that is there already. */
export async function writeText(to: string | undefined, text: string, services: Services): Promise<void> {
  if (to === undefined) services.stdout.write(text);
  else await writeDurably(to, text, { tempDir: dirname(to), clock: services.clock, signal: services.interrupted });
}

/** Prints the one document of a verb under `--json`; release/docs/schemas has its shape. */
export function writeDocument({ stdout }: Services, document: object): void {
  stdout.write(documentText(document));
}

/** A JSON document for people too: pretty, with a line break at the end. */
export function documentText(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
