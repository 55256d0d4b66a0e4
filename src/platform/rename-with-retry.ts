import { rename as nodeRename } from "node:fs/promises";
import { dirname } from "node:path";
import { ExophotosError, errnoOf } from "../errors.ts";
import { type Clock, systemClock } from "./clock.ts";
import { makeFolder } from "./make-folder.ts";
import { outputError } from "./output-error.ts";

/** How long a rename waits for others to let go of the target. */
export interface RenameOptions {
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
  /** How long a refused rename is retried, in milliseconds. Default: 5 minutes. */
  readonly maxWaitMs?: number;
  /** Called before each pause with the time waited so far and the file that is waited for. */
  readonly onWait?: ((waitedMs: number, path: string) => void) | undefined;
  /** The rename itself and the system that its errno are read for; tests replace them. */
  readonly rename?: (from: string, to: string) => Promise<void>;
  readonly platform?: NodeJS.Platform;
}

const defaultMaxWaitMs = 5 * 60_000;
const firstPauseMs = 50;
const longestPauseMs = 5_000;

/**
 * Renames a file over another on the same volume, making the target's folder where it is missing.
 *
 * A rename that is refused because somebody has a file open is retried with growing pauses. On Windows that refusal
 * reads EPERM, EACCES or EBUSY (libuv renames without POSIX semantics, so any open handle on the target blocks it, and
 * virus scanners open new files); elsewhere only EBUSY can mean it.
 *
 * Throws `publishBlocked` when the file is still held after `maxWaitMs`, `outputFailed` for any other failure, and the
 * signal's reason when it is aborted during a pause.
 */
export async function renameWithRetry(from: string, to: string, options: RenameOptions = {}): Promise<void> {
  const { clock = systemClock, signal, maxWaitMs = defaultMaxWaitMs, onWait, rename = nodeRename } = options;
  const platform = options.platform ?? process.platform;
  const start = clock.monotonic();
  let pauseMs = firstPauseMs;
  let madeFolder = false;
  for (;;) {
    try {
      return await rename(from, to);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === "ENOENT" && !madeFolder) {
        await makeFolder(dirname(to));
        madeFolder = true;
        continue;
      }
      if (!meansHeldOpen(errno, platform)) throw outputError(to, "replace", error);
      const waitedMs = clock.monotonic() - start;
      if (waitedMs >= maxWaitMs) {
        throw new ExophotosError("publishBlocked", { path: to, waitedMs: Math.round(waitedMs), errno }, error);
      }
      onWait?.(waitedMs, to);
      await clock.sleep(Math.min(pauseMs, maxWaitMs - waitedMs), signal);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }
}

/** Whether an errno of rename or unlink says that another program has the file open. */
export function meansHeldOpen(errno: string, platform: NodeJS.Platform = process.platform): boolean {
  return errno === "EBUSY" || (platform === "win32" && (errno === "EPERM" || errno === "EACCES"));
}
