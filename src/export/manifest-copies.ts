import { dirname } from "node:path";
import { ExophotosError } from "../errors.ts";
import { openPublished } from "../manifest/reader.ts";
import { writeDurably } from "../platform/durable-file.ts";
import { errnoIn } from "../platform/output-error.ts";
import type { PassContext } from "./pass-context.ts";
import { renameOptions } from "./rename-options.ts";

/**
 * Copies the published manifest.csv to where agents look for it, each atomically; one that cannot be placed keeps none
 * of the others from it. Returns `copiesFailed` then, also where Ctrl-C ended the wait for a reader: what is published
 * stays published.
 */
export async function placeManifestCopies(context: PassContext): Promise<ExophotosError<"copiesFailed"> | undefined> {
  const { options, layout, progress, parts } = context;
  if (options.manifestCopies.length === 0) return undefined;
  const failed: { path: string; errno: string }[] = [];
  for (const path of options.manifestCopies) {
    try {
      await using published = await openPublished(options.out, parts.clock);
      await writeDurably(path, published.bytes(), { ...renameOptions(progress, parts), tempDir: dirname(path) });
    } catch (error) {
      if (!(error instanceof ExophotosError)) throw error;
      failed.push({ path, errno: errnoIn(error) });
    }
  }
  if (failed.length === 0) return undefined;
  return new ExophotosError("copiesFailed", { manifest: layout.manifestCsv, copies: failed });
}
