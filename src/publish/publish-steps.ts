import { rm } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../errors.ts";
import { writeChanges } from "../manifest/changes-csv.ts";
import { segmentName } from "../manifest/history.ts";
import {
  describedBy,
  formatManifestJson,
  type ManifestDescription,
  type ManifestJson,
  readManifestJson,
} from "../manifest/manifest-json.ts";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { flushDirectory, writeDurably } from "../platform/durable-file.ts";
import { checksumFile } from "../platform/file-digest.ts";
import { outputError } from "../platform/output-error.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { PreparedPublish, PublishLedger } from "./ledger.ts";

/** The steps that a publish and its recovery share. All are durable when they return, and may be repeated. */

/** Whose directory it is; goes into manifest.json. */
export interface OutputIdentity {
  readonly tenantId: string;
  readonly history: string;
}

/** Writes the changes of a publish as a history segment; none when nothing changed. */
export async function writeSegment(
  layout: OutputLayout,
  publish: PreparedPublish,
  ledger: PublishLedger,
  options: RenameOptions,
): Promise<void> {
  const { firstSequence, lastSequence } = publish;
  if (lastSequence < firstSequence) return;
  const path = join(layout.changesDir, segmentName(firstSequence, lastSequence));
  await writeDurably(path, writeChanges(ledger.changes(publish.pass)), { ...options, tempDir: layout.tempDir });
  await flushDirectory(layout.changesDir);
  await flushDirectory(layout.out);
}

/** Writes changes.csv: the changes of a publish, only the header when there are none. */
export async function writeChangesCsv(
  layout: OutputLayout,
  publish: PreparedPublish,
  ledger: PublishLedger,
  options: RenameOptions,
): Promise<void> {
  await writeDurably(layout.changesCsv, writeChanges(ledger.changes(publish.pass)), {
    ...options,
    tempDir: layout.tempDir,
  });
  await flushDirectory(layout.out);
}

/** Writes manifest.json. */
export async function writeManifestJson(
  layout: OutputLayout,
  { tenantId, history }: OutputIdentity,
  current: ManifestDescription,
  previous: ManifestDescription | undefined,
  options: RenameOptions,
): Promise<void> {
  const json: ManifestJson = {
    formatVersion: 1,
    product: "exophotos",
    tenantId,
    history,
    current,
    previous: previous ?? null,
  };
  await writeDurably(layout.manifestJson, formatManifestJson(json), { ...options, tempDir: layout.tempDir });
  await flushDirectory(layout.out);
}

/** What is on the disk: manifest.csv's SHA-256, and manifest.json with its entry for it. */
export interface ManifestOnDisk {
  readonly sha256: string | undefined;
  readonly json: ManifestJson | undefined;
  readonly description: ManifestDescription | undefined;
}

/**
 * Looks at manifest.csv and manifest.json. A manifest.json that is damaged counts as none: whoever publishes or recovers
 * writes it anew, and refusing to would keep it damaged.
 */
export async function manifestOnDisk(layout: OutputLayout): Promise<ManifestOnDisk> {
  const sha256 = (await checksumFile(layout.manifestCsv, "sha256"))?.checksum;
  const json = await readManifestJson(layout.manifestJson).catch((error: unknown) => {
    if (hasCode(error, "manifestDamaged")) return undefined;
    throw error;
  });
  const description = sha256 === undefined || json === undefined ? undefined : describedBy(sha256, json);
  return { sha256, json, description };
}

/** Removes a file, also one that is gone already, and makes that durable. */
export async function removeDurably(path: string, folder: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw outputError(path, "delete", error);
  }
  await flushDirectory(folder);
}
