import { dirname, join } from "node:path";
import { ExophotosError, type GuardFinding } from "../errors.ts";
import { writeChanges } from "../manifest/changes-csv.ts";
import { manifestColumns } from "../manifest/columns.ts";
import { writeManifest } from "../manifest/manifest-csv.ts";
import type { ManifestDescription } from "../manifest/manifest-json.ts";
import type { Change } from "../model/change.ts";
import { linksToJson } from "../model/link.ts";
import { guardFinding } from "../plan/guards.ts";
import { type FileDigest, openStaged, type StagedFile, writeDurably } from "../platform/durable-file.ts";
import { commitPublish } from "../publish/commit.ts";
import { flushPhotos } from "./flush-photos.ts";
import { stateLedger } from "./ledger.ts";
import { type ManifestTally, NextManifest } from "./next-manifest.ts";
import type { PassContext } from "./pass-context.ts";
import { renameOptions } from "./rename-options.ts";
import { rowSettingsToJson } from "./row-settings.ts";

/** What was published. */
export interface Published {
  readonly description: ManifestDescription;
  readonly tally: ManifestTally;
  /** The state knows of it, too; otherwise the next pass completes it. */
  readonly isFinished: boolean;
}

/**
 * Writes the next manifest beside the one on disk, asks the guards, and publishes it.
 * Throws `guardStopped` with nothing published, `outputFailed` or `publishBlocked`.
 */
export async function publishPass(context: PassContext): Promise<Published> {
  const { state, layout, options } = context;
  // Before anything is staged: what it forgets when the disk refuses must not be rolled back with that.
  await flushPhotos(context);
  const staged = await openStaged(layout.manifestCsv, { tempDir: layout.tempDir });
  try {
    state.publishes.beginStaging();
    const next = new NextManifest(context);
    for await (const chunk of writeManifest(next.rows(), options.format)) await staged.write(chunk);
    const digest = await staged.seal();
    const tally = next.tally();
    const finding = guardFinding(tally.figures, options.maxDelete);
    if (finding !== undefined) throw await guardStopped(context, finding);
    stageSettings(context);
    return await commit(context, staged, digest, tally);
  } finally {
    await staged.discard();
    state.publishes.discard();
  }
}

/** The differences that a pass would publish, and nothing else: for `--dry-run`. Throws `guardStopped`. */
export function planPass(context: PassContext): { readonly tally: ManifestTally; readonly changes: readonly Change[] } {
  const { state, options } = context;
  state.publishes.beginStaging();
  try {
    const next = new NextManifest(context);
    for (const _ of next.rows());
    const tally = next.tally();
    const finding = guardFinding(tally.figures, options.maxDelete);
    const changes = [...state.publishes.stagedChanges().take(plannedChanges)];
    if (finding !== undefined) throw stopError(finding, undefined, changes.filter(isRemoval));
    return { tally, changes };
  } finally {
    state.publishes.discard();
  }
}

/** Changes that a dry run names one by one. */
const plannedChanges = 1000;
/** People that the guard's error names; all are in the file beside it. */
const namedRemovals = 20;

async function commit(
  context: PassContext,
  stagedManifest: StagedFile,
  digest: FileDigest,
  tally: ManifestTally,
): Promise<Published> {
  const { state, layout, options, parts, pass, startedAtMs } = context;
  const description: ManifestDescription = {
    sequence: tally.lastSequence,
    rows: tally.figures.nextRows,
    bytes: digest.bytes,
    sha256: digest.sha256,
    columns: [...manifestColumns(options.format)],
    encoding: options.format.encoding,
    delimiter: options.format.delimiter,
    checksumAlgorithm: options.checksum,
    pass,
    time: new Date(startedAtMs).toISOString(),
    rowsMode: options.rows.rows,
    renditions: options.rows.renditions.map((spec) => ({ ...spec })),
  };
  const { firstSequence, lastSequence } = tally;
  const unfinished = await commitPublish({
    layout,
    identity: { tenantId: options.tenantId, history: state.meta.get("history") ?? "" },
    ledger: stateLedger(state, parts.clock),
    publish: { pass, firstSequence, lastSequence, manifest: description },
    stagedManifest,
    touchedFolders: newFolders(context),
    rename: renameOptions(context.progress, parts),
  });
  if (unfinished !== undefined) context.progress.diskRefused("publish", unfinished);
  return { description, tally, isFinished: unfinished === undefined };
}

/** What later passes and `verify --repair` have to know of a published pass. */
function stageSettings({ options, progress, state, choiceKey }: PassContext): void {
  state.publishes.stageMeta("rowSettings", rowSettingsToJson(options.rows));
  state.publishes.stageMeta("checksum", options.checksum);
  state.publishes.stageMeta("links", linksToJson(options.links));
  if (progress.listingEnded && options.only.length === 0) state.publishes.stageMeta("choice", choiceKey);
}

/**
 * Folders of newly listed files, also of those that an earlier pass wrote and did not come to publish; and of files that
 * were listed before and were written again, because they were gone or damaged.
 */
function newFolders({ state, layout, files }: PassContext): ReadonlySet<string> {
  const folders = new Set(files.touchedFolders());
  for (const file of state.publishes.newlyListedFiles()) folders.add(dirname(join(layout.out, file)));
  return folders;
}

/** Lists everybody who would go beside the log, and makes the error that says so. */
async function guardStopped(context: PassContext, finding: GuardFinding): Promise<ExophotosError<"guardStopped">> {
  const { state, layout, pass } = context;
  const file = join(layout.logsDir, `${pass}-removals.csv`);
  await writeDurably(file, writeChanges(removals(state.publishes.stagedChanges())), { tempDir: layout.tempDir });
  return stopError(finding, file, removals(state.publishes.stagedChanges()).take(namedRemovals));
}

function stopError(
  finding: GuardFinding,
  removalsFile: string | undefined,
  named: Iterable<Change>,
): ExophotosError<"guardStopped"> {
  return new ExophotosError("guardStopped", {
    finding,
    removalsFile,
    examples: [...named].slice(0, namedRemovals).map((change) => change.userPrincipalName || change.objectId),
    accept: finding.guard === "maxDelete" ? `--max-delete ${finding.removals}` : undefined,
  });
}

function* removals(changes: Iterable<Change>): Generator<Change> {
  for (const change of changes) if (isRemoval(change)) yield change;
}

function isRemoval({ changeType, reason }: Change): boolean {
  return changeType === "Delete" || reason === "photoRemoved";
}
