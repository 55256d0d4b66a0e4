import { dirname, relative } from "node:path";
import { type ExophotosError, hasCode } from "../errors.ts";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { flushDirectory, type StagedFile } from "../platform/durable-file.ts";
import { withoutInterruption } from "../platform/output-error.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { PreparedPublish, PublishLedger } from "./ledger.ts";
import {
  manifestOnDisk,
  type OutputIdentity,
  writeChangesCsv,
  writeManifestJson,
  writeSegment,
} from "./publish-steps.ts";

/** The steps of a publish, in their order. */
export const commitSteps = [
  "flushTouchedFolders",
  "prepare",
  "writeSegment",
  "writeManifestJson",
  "replaceManifest",
  "writeChangesCsv",
  "markPublished",
] as const;

export type CommitStep = (typeof commitSteps)[number];

/** What kept a publish from being finished after its commit, if anything did. */
export type Unfinished = ExophotosError<"outputFailed"> | ExophotosError<"publishBlocked"> | undefined;

export interface PublishRequest {
  readonly layout: OutputLayout;
  readonly identity: OutputIdentity;
  readonly ledger: PublishLedger;
  readonly publish: PreparedPublish;
  /** The new manifest.csv, sealed; `publish.manifest` describes it. */
  readonly stagedManifest: StagedFile;
  /** Folders that got files which the new manifest lists. */
  readonly touchedFolders: Iterable<string>;
  /** How long to wait for readers that hold a file open. */
  readonly rename: RenameOptions;
  /** Called before each step, and once after the last. */
  readonly atStep?: (step: CommitStep | "done") => void;
}

/**
 * Publishes. The rename of manifest.csv is the commit point: whatever stops this function before it leaves the manifest
 * before in force and a prepared publish that `recoverPublish` undoes; after it, one that `recoverPublish` completes.
 *
 * Why this order: readers find each file that manifest.csv lists, because names are durable first; the history holds a
 * change before any manifest does; manifest.json describes both manifests before either could be the one on the disk;
 * changes.csv follows before the ledger forgets that it is due.
 *
 * Throws `outputFailed`, or `publishBlocked` when a reader keeps a file open for too long; the publish stays prepared.
 * The same after the commit is returned, also where Ctrl-C ended the wait for a reader: it is published, and what is left
 * to do is the next pass's.
 */
export async function commitPublish(request: PublishRequest): Promise<Unfinished> {
  const { layout, identity, ledger, publish, stagedManifest, rename, atStep } = request;
  try {
    atStep?.("flushTouchedFolders");
    await flushFolders(layout.out, request.touchedFolders);

    atStep?.("prepare");
    ledger.prepare(publish);

    atStep?.("writeSegment");
    await writeSegment(layout, publish, ledger, rename);

    atStep?.("writeManifestJson");
    const previous = (await manifestOnDisk(layout)).description;
    await writeManifestJson(layout, identity, publish.manifest, previous, rename);

    atStep?.("replaceManifest");
    await stagedManifest.commit(rename);
  } finally {
    await stagedManifest.discard();
  }
  return await afterCommit(request);
}

/** What is due once manifest.csv is the new one; recovery does it where this could not. */
async function afterCommit({ layout, ledger, publish, rename, atStep }: PublishRequest): Promise<Unfinished> {
  try {
    await flushDirectory(layout.out);

    atStep?.("writeChangesCsv");
    await writeChangesCsv(layout, publish, ledger, rename);

    atStep?.("markPublished");
    ledger.markPublished(publish.pass);

    atStep?.("done");
    return undefined;
  } catch (caught) {
    const error = withoutInterruption(layout.changesCsv, caught);
    if (hasCode(error, "outputFailed") || hasCode(error, "publishBlocked")) return error;
    throw error;
  }
}

/** Flushes folders and the ones that they are in, up to OUT: a new folder's own name must be durable too. */
async function flushFolders(out: string, folders: Iterable<string>): Promise<void> {
  const all = new Set<string>();
  for (const folder of folders) {
    for (let at = folder; isInside(out, at) && !all.has(at); at = dirname(at)) all.add(at);
  }
  for (const folder of all) await flushDirectory(folder);
  if (all.size > 0) await flushDirectory(out);
}

function isInside(out: string, folder: string): boolean {
  const path = relative(out, folder);
  return path !== "" && !path.startsWith("..");
}
