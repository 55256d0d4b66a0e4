import { outputLayout } from "../manifest/output-layout.ts";
import { writeDurably } from "../platform/durable-file.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";

/**
 * Replaces last-run.json with a plain value, pretty and with a line break at the end. Only the holder of the lock may.
 * Throws `outputFailed` or `publishBlocked`.
 */
export async function writeLastRun(out: string, summary: object, rename: RenameOptions = {}): Promise<void> {
  const { lastRun, tempDir } = outputLayout(out);
  await writeDurably(lastRun, `${JSON.stringify(summary, undefined, 2)}\n`, { ...rename, tempDir });
}
