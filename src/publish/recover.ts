import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../errors.ts";
import { listSegments } from "../manifest/history.ts";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { outputError } from "../platform/output-error.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { PreparedPublish, PublishLedger } from "./ledger.ts";
import {
  type ManifestOnDisk,
  manifestOnDisk,
  type OutputIdentity,
  removeDurably,
  writeChangesCsv,
  writeManifestJson,
  writeSegment,
} from "./publish-steps.ts";

/** What the last process had left to do. */
export type Recovery =
  | { readonly kind: "nothing" }
  | { readonly kind: "completed"; readonly pass: number; readonly sequence: number }
  | {
      readonly kind: "undone";
      readonly pass: number;
      readonly firstSequence: number;
      readonly lastSequence: number;
    };

/** The steps that complete a publish, and those that undo one. */
export const recoverySteps = {
  complete: ["writeSegment", "writeManifestJson", "writeChangesCsv", "markPublished"],
  undo: ["removeSegments", "restoreManifestJson", "undo"],
} as const;

export type RecoveryStep = (typeof recoverySteps)["complete" | "undo"][number];

export interface RecoveryRequest {
  readonly layout: OutputLayout;
  readonly identity: OutputIdentity;
  readonly ledger: PublishLedger;
  /** The publish that the state database holds as prepared. */
  readonly prepared: PreparedPublish | undefined;
  readonly rename: RenameOptions;
  /** Called before each step. */
  readonly atStep?: (step: RecoveryStep) => void;
}

/**
 * Ends a publish that was cut off, with the lock held, and removes files left under construction. It counts as
 * published only if manifest.csv is its manifest; then what follows the commit is done, otherwise what came before is
 * undone. The ledger hears of it last, so that this may itself be killed anywhere and called again.
 * Throws `outputFailed` or `publishBlocked`.
 */
export async function recoverPublish(request: RecoveryRequest): Promise<Recovery> {
  await emptyTempDir(request.layout.tempDir);
  const { prepared } = request;
  if (prepared === undefined) return { kind: "nothing" };
  const onDisk = await manifestOnDisk(request.layout);
  return isPublished(prepared, onDisk)
    ? await complete(request, prepared, onDisk)
    : await undo(request, prepared, onDisk);
}

/**
 * When nothing changed the new manifest may have the very bytes of the one before. Then manifest.json, which comes just
 * before the commit, tells whether the publish got that far.
 */
function isPublished({ manifest }: PreparedPublish, { sha256, description }: ManifestOnDisk): boolean {
  if (sha256 !== manifest.sha256) return false;
  return description === undefined || description.pass === manifest.pass;
}

async function complete(
  { layout, identity, ledger, rename, atStep }: RecoveryRequest,
  prepared: PreparedPublish,
  { json, description }: ManifestOnDisk,
): Promise<Recovery> {
  atStep?.("writeSegment");
  await writeSegment(layout, prepared, ledger, rename);
  atStep?.("writeManifestJson");
  if (description === undefined) {
    await writeManifestJson(layout, identity, prepared.manifest, json?.current, rename);
  }
  atStep?.("writeChangesCsv");
  await writeChangesCsv(layout, prepared, ledger, rename);
  atStep?.("markPublished");
  ledger.markPublished(prepared.pass);
  return { kind: "completed", pass: prepared.pass, sequence: prepared.manifest.sequence };
}

async function undo(
  { layout, identity, ledger, rename, atStep }: RecoveryRequest,
  prepared: PreparedPublish,
  { json, description }: ManifestOnDisk,
): Promise<Recovery> {
  const { pass, firstSequence, lastSequence } = prepared;
  atStep?.("removeSegments");
  for (const segment of await listSegments(layout.out)) {
    if (segment.first >= firstSequence) await removeDurably(segment.path, layout.changesDir);
  }
  atStep?.("restoreManifestJson");
  if (description !== undefined && description !== json?.current) {
    await writeManifestJson(layout, identity, description, undefined, rename);
  }
  if (description === undefined && json?.current.pass === pass) {
    await removeDurably(layout.manifestJson, layout.out);
  }
  atStep?.("undo");
  ledger.undo(pass);
  return { kind: "undone", pass, firstSequence, lastSequence };
}

async function emptyTempDir(tempDir: string): Promise<void> {
  try {
    for (const name of await readdir(tempDir)) await rm(join(tempDir, name), { force: true });
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw outputError(tempDir, "delete", error);
  }
}
