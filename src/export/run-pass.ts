import { ExophotosError, hasCode } from "../errors.ts";
import type { Change } from "../model/change.ts";
import { withFileMode } from "../platform/file-mode.ts";
import { withoutInterruption } from "../platform/output-error.ts";
import { writeLastRun } from "../publish/last-run.ts";
import { askPeople } from "./ask-people.ts";
import { beginPass } from "./begin-pass.ts";
import { noticeCertificateEnd } from "./certificate-end.ts";
import { flushPhotos } from "./flush-photos.ts";
import { countNotAsked, hearExchange, tellContradictions } from "./hear-exchange.ts";
import { type KeptLinks, keepLinks, noticeCollisions } from "./keep-links.ts";
import { type AnswerCounts, makeSummary, type PassEnd } from "./make-summary.ts";
import { placeManifestCopies } from "./manifest-copies.ts";
import { openDryRun } from "./open-dry-run.ts";
import { type OpenOutput, openOutput } from "./open-output.ts";
import type { PassContext } from "./pass-context.ts";
import { passLog } from "./pass-log.ts";
import type { PassOptions, PassParts } from "./pass-options.ts";
import { type Published, planPass, publishPass } from "./publish-pass.ts";
import { recoverPass } from "./recover-pass.ts";
import { rehashPhotos } from "./rehash.ts";
import { renameOptions } from "./rename-options.ts";
import { noticeRenditionsChange } from "./renditions-change.ts";
import { requireRowsAsPublished } from "./rows-as-published.ts";
import { graceMs } from "./stops.ts";
import type { PassResult, PassSummary } from "./summary.ts";
import { sweepPass } from "./sweep-pass.ts";

/** A pass that ended, with its error where it did not end well. */
export interface PassEnded {
  readonly summary: PassSummary;
  readonly error: unknown;
  /** What a dry run would change, the first thousand. */
  readonly planned: readonly Change[];
}

/**
 * One pass: recover what the last one left, hear Exchange, list, ask, publish, sweep. What goes wrong once the pass has begun is
 * returned beside the summary, and both are in last-run.json. Throws only what keeps a pass from beginning:
 * `outForeign`, `outOtherTenant`, `locked`, `settingInvalid`, `stateDamaged`, `stateNewer`, `manifestDamaged`,
 * `outputFailed`.
 */
export async function runPass(options: PassOptions, parts: PassParts): Promise<PassEnded> {
  return await withFileMode(options.fileMode, () => runWithItsMode(options, parts));
}

async function runWithItsMode(options: PassOptions, parts: PassParts): Promise<PassEnded> {
  const output = options.dryRun ? await openDryRun(options, parts) : await openOutput(options, parts);
  try {
    return await runOpened(options, parts, output);
  } finally {
    output.close();
  }
}

async function runOpened(options: PassOptions, parts: PassParts, output: OpenOutput): Promise<PassEnded> {
  const context = beginPass(options, parts, output);
  const { interrupted } = parts;
  const onInterrupt = () => {
    if (context.stops.soft.aborted) context.progress.notice({ notice: "interrupted", graceMs });
  };
  interrupted.addEventListener("abort", onInterrupt, { once: true });
  try {
    return await runBegun(context, output);
  } finally {
    interrupted.removeEventListener("abort", onInterrupt);
    context.stops.dispose();
  }
}

async function runBegun(context: PassContext, output: OpenOutput): Promise<PassEnded> {
  const { options, parts, progress, pass } = context;
  const log = options.dryRun ? undefined : await passLog(output.layout, pass, parts);
  if (log !== undefined) progress.alsoTell(log.listener);
  const ended = new AbortController();
  try {
    progress.started(pass, options.out, options.tenantId);
    void reportRegularly(context, ended.signal);
    noticeCertificateEnd(context);
    if (output.adopted !== undefined) {
      progress.notice({ notice: "historyRestarted", history: output.history, adopted: output.adopted });
    }
    const { answers, end, planned } = await carryOut(context);
    const summary = makeSummary(context, answers, end);
    await record(context, summary);
    progress.ended(summary);
    return { summary, error: end.error, planned };
  } finally {
    ended.abort();
    await unlessDiskRefuses(context, "log", async () => log?.close());
  }
}

const reportEveryMs = 1000;

/** Says how far the pass is also while nothing comes in, as when Graph has asked it to wait. */
async function reportRegularly({ progress, parts: { clock } }: PassContext, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    progress.report();
    await clock.sleep(reportEveryMs, ended).catch(() => undefined);
  }
}

/** Leaves the end of the pass in the state and in last-run.json. */
async function record(context: PassContext, summary: PassSummary): Promise<void> {
  const { options, parts, pass, state } = context;
  await unlessDiskRefuses(context, "summary", async () => {
    // Of a pass that has ended nobody asks again whether its files are on the disk.
    await flushPhotos(context);
    rememberPace(context);
    state.passes.end(pass, parts.clock.now(), summary.result);
    if (!options.dryRun) await writeLastRun(options.out, summary, renameOptions(context.progress, parts));
  });
}

/** A short pass does not come to the level that Graph bears, and says nothing against an earlier one's; a throttled one does. */
function rememberPace({ state, parts }: PassContext): void {
  const { concurrency, throttledAnswers } = parts.tenant.counters();
  const level = throttledAnswers > 0 ? concurrency : Math.max(concurrency, Number(state.meta.get("concurrency") ?? 0));
  state.meta.set("concurrency", String(level));
}

/** By then the pass is published or has its own error to tell: a disk or reader that refuses more is only worth a notice. */
async function unlessDiskRefuses(
  { progress, layout }: PassContext,
  doing: "log" | "summary",
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (caught) {
    const error = withoutInterruption(layout.lastRun, caught);
    if (!hasCode(error, "outputFailed") && !hasCode(error, "publishBlocked")) throw error;
    progress.diskRefused(doing, error);
  }
}

interface CarriedOut {
  readonly answers: AnswerCounts;
  readonly end: PassEnd;
  readonly planned: readonly Change[];
}

/** Asks, then publishes or, in a dry run, only says what it would; whatever goes wrong becomes part of the end. */
async function carryOut(context: PassContext): Promise<CarriedOut> {
  const { options, parts, state, pass } = context;
  try {
    await ask(context);
    const answers = state.people.countAnswers(pass);
    const isComplete = !context.stops.deadlineReached() && (answers.failed ?? 0) === 0;
    const exitCode = parts.exitCodeFor(isComplete ? "done" : "someFailed");
    if (options.dryRun) {
      const { tally, changes } = planPass(context);
      const end = { ...nothingDone, result: "dryRun", exitCode, published: { tally } } as const;
      return { answers, end, planned: changes };
    }
    context.progress.stage("publish");
    const published = await publishPass(context);
    const result = isComplete ? "published" : "publishedWithFailures";
    const followed = await followPublish(context, published);
    const finalCode = followed.error === undefined ? exitCode : parts.exitCodeFor(followed.error.code);
    return { answers, end: { result, exitCode: finalCode, published, ...followed }, planned: [] };
  } catch (error) {
    const exitCode = parts.exitCodeFor(error instanceof ExophotosError ? error.code : "defect");
    const end = { ...nothingDone, result: resultOf(error), exitCode, error };
    return { answers: state.people.countAnswers(pass), end, planned: [] };
  }
}

const nothingDone = { published: undefined, links: [], sweptFiles: 0, error: undefined } as const;

/** What goes by the manifest that is published now. Whatever becomes of it, that stays published. */
async function followPublish(context: PassContext, { isFinished }: Published) {
  const { options, progress } = context;
  progress.stage("sweep");
  const sweptFiles = isFinished ? await sweepPass(context) : 0;
  const copiesError = await placeManifestCopies(context);
  if (options.links.length > 0) progress.stage("links");
  const links: KeptLinks = isFinished ? await keepLinks(context) : { folders: [], error: undefined };
  noticeCollisions(context, links.folders);
  return { sweptFiles, links: links.folders, error: copiesError ?? links.error };
}

/** Everything up to the last answer. Throws what stops the pass. */
async function ask(context: PassContext): Promise<void> {
  const { parts, state, stops, progress } = context;
  parts.tenant.beginNear(Number(state.meta.get("concurrency") ?? 0));
  await recoverPass(context);
  // While what is published is what the lost state knew: files that agree with it are taken over.
  if (context.options.rebuildState) await keepLinks(context);
  requireRowsAsPublished(context);
  await rehashPhotos(context);
  noticeRenditionsChange(context);
  await hearExchange(context);
  await askPeople(context);
  tellContradictions(context);
  // From here on there is nothing left to stop: a deadline that comes while publishing changes nothing.
  stops.dispose();
  if (parts.interrupted.aborted) throw new ExophotosError("interrupted", {});
  if (stops.deadlineReached()) {
    progress.notice({ notice: "deadlineReached", remaining: countNotAsked(context) });
  }
}

function resultOf(error: unknown): PassResult {
  if (hasCode(error, "guardStopped")) return "stoppedByGuard";
  return hasCode(error, "interrupted") ? "interrupted" : "failed";
}
