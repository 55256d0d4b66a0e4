import { join } from "node:path";
import { hasCode } from "../errors.ts";
import { readChanges, writeChanges } from "../manifest/changes-csv.ts";
import { listSegments, segmentName } from "../manifest/history.ts";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { flushDirectory, writeDurably } from "../platform/durable-file.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";

/**
 * Makes the last segment of the history again from changes.csv, which holds the same changes, where it is missing: on
 * Windows its name may be lost with the power. `last` is the last published number. Returns whether the segment is there
 * now. Throws `outputFailed` or `publishBlocked`.
 */
export async function restoreSegment(layout: OutputLayout, last: number, rename: RenameOptions): Promise<boolean> {
  if ((await listSegments(layout.out)).some((segment) => segment.last === last)) return true;
  const first = await firstOf(layout.changesCsv, last);
  if (first === undefined) return false;
  const path = join(layout.changesDir, segmentName(first, last));
  await writeDurably(path, writeChanges(readChanges(layout.changesCsv)), { ...rename, tempDir: layout.tempDir });
  await flushDirectory(layout.changesDir);
  return true;
}

/** The first number in changes.csv, where the last one is `last`. */
async function firstOf(path: string, last: number): Promise<number | undefined> {
  let first: number | undefined;
  let newest: number | undefined;
  try {
    for await (const { sequence } of readChanges(path)) {
      first ??= sequence;
      newest = sequence;
    }
  } catch (error) {
    const isMissing = hasCode(error, "outputFailed") && error.facts.errno === "ENOENT";
    if (isMissing || hasCode(error, "manifestDamaged")) return undefined;
    throw error;
  }
  return newest === last ? first : undefined;
}
