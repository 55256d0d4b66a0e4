import { ExophotosError } from "../errors.ts";
import { manifestOnDisk } from "../publish/publish-steps.ts";
import { recoverPublish } from "../publish/recover.ts";
import { restoreSegment } from "../publish/restore-segment.ts";
import { checkRecentFiles, hasRestarted } from "./check-recent-files.ts";
import { preparedPublish, stateLedger } from "./ledger.ts";
import type { PassContext } from "./pass-context.ts";
import { renameOptions } from "./rename-options.ts";

/** Ends what the last process left: its publish is completed or undone, and files that it lost are noticed. */
export async function recoverPass(context: PassContext): Promise<void> {
  const { state, layout, options, parts, pass, progress } = context;
  if (options.dryRun) {
    await settleCopy(context);
    return;
  }
  progress.stage("recover");
  const recovery = await recoverPublish({
    layout,
    identity: { tenantId: options.tenantId, history: state.meta.get("history") ?? "" },
    ledger: stateLedger(state, parts.clock),
    prepared: preparedPublish(state),
    rename: renameOptions(progress, parts),
  });
  switch (recovery.kind) {
    case "nothing":
      break;
    case "completed":
      progress.notice({ notice: "publishCompleted", sequence: recovery.sequence });
      break;
    case "undone": {
      const { firstSequence, lastSequence } = recovery;
      progress.notice({ notice: "publishUndone", firstSequence, lastSequence });
      break;
    }
  }
  const earlier = state.passes.sinceLastEnd().filter((record) => record.pass < pass);
  const restarted = hasRestarted(earlier, parts.bootAtMs);
  await checkManifest(context, restarted);
  // With a rebuilt state the history begins anew, and nobody goes on from the old one.
  if (restarted && !options.rebuildState) await checkHistory(context);
  const files = await checkRecentFiles(state, options.out, earlier, parts.bootAtMs);
  if (files > 0) progress.notice({ notice: "repairedAfterCrash", files });
}

/** A dry run leaves OUT alone, and its copy of the state takes a prepared publish for what it is there. */
async function settleCopy({ state, layout, parts }: PassContext): Promise<void> {
  const prepared = preparedPublish(state);
  if (prepared === undefined) return;
  const { sha256 } = await manifestOnDisk(layout);
  if (sha256 === prepared.manifest.sha256) state.publishes.markPublished(prepared.pass, parts.clock.now());
  else state.publishes.undo(prepared.pass);
}

/**
 * A power loss on Windows, or somebody's hand, may have changed what is published; the next publish heals it. That of the
 * last pass may be gone as a whole, and its files are looked at after a restart. But a state that knows fewer changes than
 * are published is an old copy, and would give their numbers out again; one that knows more publishes than the last may
 * belong to an output directory that was put back. Throws `stateDamaged`.
 */
async function checkManifest({ state, layout, progress }: PassContext, restarted: boolean): Promise<void> {
  const { sha256, description } = await manifestOnDisk(layout);
  const known = state.meta.lastSequence();
  const isKnown = description === undefined || description.sequence === known;
  const lastWasLost =
    !isKnown && restarted && description.sequence + 1 === state.publishes.lastPublished()?.firstSequence;
  if (!isKnown && !lastWasLost) {
    const problem = `it knows of ${known} published changes, and ${description.sequence} are published (it may be an older copy)`;
    throw new ExophotosError("stateDamaged", { path: state.path, problem });
  }
  const isExpected = description !== undefined || (sha256 === undefined && state.publishes.countPublished() === 0);
  if (!isExpected || lastWasLost) progress.notice({ notice: "manifestNotOurs", path: layout.manifestCsv });
}

/** A power loss on Windows may have taken the last changes out of the history; a sweep takes them on purpose. Throws `outputFailed` or `publishBlocked`. */
async function checkHistory({ state, layout, options, parts, progress }: PassContext): Promise<void> {
  const last = state.meta.lastSequence();
  const swept = Number(state.meta.get("historySweptTo") ?? 0);
  const expired = state.publishes.lastSequenceBefore(parts.clock.now() - options.keepChangesMs);
  if (last <= Math.max(swept, expired)) return;
  if (await restoreSegment(layout, last, renameOptions(progress, parts))) return;
  progress.notice({ notice: "historyMissing", path: layout.changesDir, lastSequence: last });
}
