import { hasCode } from "../errors.ts";
import { sweepFiles, sweepHistory, sweepLogs } from "../publish/sweep.ts";
import type { PassContext } from "./pass-context.ts";

/**
 * Deletes photo files that no manifest has listed for `--keep-files`, history older than `--keep-changes` with what the
 * state knows of it, and old logs.
 * Returns how many files went. A disk that refuses is a notice: the pass is published already.
 */
export async function sweepPass(context: PassContext): Promise<number> {
  const { state, options, parts, progress } = context;
  const nowMs = parts.clock.now();
  try {
    const forget = (names: readonly string[]) =>
      state.transaction(() => {
        for (const name of names) state.files.forget(name);
      });
    const swept = await sweepFiles(options.out, state.files.sweepable(nowMs - options.keepFilesMs), forget);
    const expired = state.publishes.lastSequenceBefore(nowMs - options.keepChangesMs);
    // What is gone stays gone, also with a longer `--keep-changes` or an earlier clock than it had.
    const sweptTo = Math.max(expired, Number(state.meta.get("historySweptTo") ?? 0));
    state.meta.set("historySweptTo", String(sweptTo));
    await sweepHistory(options.out, (segment) => segment.last <= expired);
    state.publishes.forgetExpired(expired);
    state.passes.forgetEnded();
    await sweepLogs(options.out);
    return swept.deleted;
  } catch (error) {
    if (!hasCode(error, "outputFailed")) throw error;
    progress.diskRefused("sweep", error);
    return 0;
  }
}
