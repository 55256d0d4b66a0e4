import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { PassParts } from "./pass-options.ts";
import type { PassProgress } from "./progress.ts";

const firstNoticeMs = 5_000;
const noticeEveryMs = 60_000;

/** Readers who keep a file open are waited for, and the operator hears of it once a minute. Ctrl-C ends the wait. */
export function renameOptions(
  progress: PassProgress,
  { clock, interrupted }: Pick<PassParts, "clock" | "interrupted">,
): RenameOptions {
  let nextNoticeMs = firstNoticeMs;
  return {
    clock,
    signal: interrupted,
    onWait: (waitedMs, path) => {
      if (waitedMs < nextNoticeMs) return;
      nextNoticeMs = waitedMs + noticeEveryMs;
      progress.notice({ notice: "renameWaits", path, waitedMs });
    },
  };
}
