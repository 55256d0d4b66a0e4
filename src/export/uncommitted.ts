import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { listSegments } from "../manifest/history.ts";
import { readManifestJson } from "../manifest/manifest-json.ts";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { removeDurably } from "../publish/publish-steps.ts";

/** A publish that a lost state had prepared may have left its segment; its numbers are used again. Throws `outputFailed`. */
export async function removeUncommitted(out: string, sequence: number): Promise<void> {
  for (const segment of await listSegments(out)) {
    if (segment.first > sequence) await removeDurably(segment.path, dirname(segment.path));
  }
}

/**
 * Whether OUT has only what a first publish writes before its commit: manifest.json, which knows of none before.
 * Throws `manifestDamaged` or `outputFailed`.
 */
export async function isFirstUncommitted({ manifestCsv, manifestJson, changesCsv }: OutputLayout): Promise<boolean> {
  if (existsSync(manifestCsv) || existsSync(changesCsv)) return false;
  const json = await readManifestJson(manifestJson);
  return json !== undefined && json.previous === null;
}

/** Takes away what a first publish left that was never committed and that no state knows of. Throws `outputFailed`. */
export async function removeFirstPublish({ out, manifestJson }: OutputLayout): Promise<void> {
  await removeUncommitted(out, 0);
  if (existsSync(manifestJson)) await removeDurably(manifestJson, out);
}
