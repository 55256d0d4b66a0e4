import type { Clock } from "../platform/clock.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { PassProgress } from "./progress.ts";

/** Readers who keep a file open are waited for, and the operator hears of it once a minute. */
export function renameOptions(progress: PassProgress, clock: Clock): RenameOptions {
  let nextNoticeMs = 5_000;
  return {
    clock,
    onWait: (waitedMs) => {
      if (waitedMs < nextNoticeMs) return;
      nextNoticeMs = waitedMs + 60_000;
      progress.notice({ notice: "renameWaits", path: "manifest.csv", waitedMs });
    },
  };
}
