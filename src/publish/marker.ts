import { readdir, readFile } from "node:fs/promises";
import * as z from "zod";
import { ExophotosError, errnoOf } from "../errors.ts";
import { damaged } from "../manifest/damaged.ts";
import { outputLayout, ownDirName } from "../manifest/output-layout.ts";
import { flushDirectory, writeDurably } from "../platform/durable-file.ts";
import { makeFolder } from "../platform/make-folder.ts";
import { outputError } from "../platform/output-error.ts";
import { refuseLinksInside } from "./links-inside.ts";
import { acquireLock, type OutputLock } from "./lock.ts";

const markerSchema = z.object({
  formatVersion: z.literal(1),
  product: z.literal("exophotos"),
  /** The one tenant that this directory belongs to. */
  tenantId: z.guid(),
  /** Names this run of sequence numbers; a rebuilt state starts another one. */
  history: z.guid(),
  /** Folder of state.db, or null when it is in `.exophotos`. */
  stateDir: z.string().min(1).nullable(),
});

/** The content of marker.json. */
export type OutputMarker = Readonly<z.output<typeof markerSchema>>;

export interface OutputClaim {
  readonly marker: OutputMarker;
  readonly lock: OutputLock;
  /** Whether this call made the marker: nothing was ever published here. */
  readonly isNew: boolean;
}

export interface ClaimRequest {
  readonly out: string;
  readonly tenantId: string;
  /** Used when OUT has no marker yet. */
  readonly newHistory: string;
  readonly stateDir: string | null;
}

/**
 * Makes OUT ours to write in: creates it where it is missing, takes its lock and reads or makes its marker. A first
 * start that was killed on the way leaves a folder that the next one accepts. An existing marker is returned as it is.
 * Throws `outForeign`, `outOtherTenant`, `locked`, `outputFailed`, or `manifestDamaged` for an unreadable marker.
 */
export async function claimOutput({ out, tenantId, newHistory, stateDir }: ClaimRequest): Promise<OutputClaim> {
  const layout = outputLayout(out);
  await requireOurs(out);
  const existing = await readMarkerFile(layout.marker);
  if (existing !== undefined) requireTenant(existing, out, tenantId);
  await makeFolder(layout.ownDir, { privately: true });
  const lock = acquireLock(out);
  try {
    // Read again: another first start may have made it before the lock was ours.
    const marker = await readMarkerFile(layout.marker);
    if (marker !== undefined) {
      requireTenant(marker, out, tenantId);
      return { marker, lock, isNew: false };
    }
    const made: OutputMarker = { formatVersion: 1, product: "exophotos", tenantId, history: newHistory, stateDir };
    await writeMarker(out, made);
    return { marker: made, lock, isNew: true };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The marker of an output directory that exists, for verbs that only read it. Throws `outEmpty` when there is none
 * because nothing was ever exported there, `outForeign` as `claimOutput`, `manifestDamaged`, `outputFailed`.
 */
export async function readMarker(out: string): Promise<OutputMarker> {
  await requireOurs(out);
  const marker = await readMarkerFile(outputLayout(out).marker);
  if (marker === undefined) throw new ExophotosError("outEmpty", { out });
  return marker;
}

/** Replaces the marker durably; only the holder of the lock may. Throws `outputFailed`. */
export async function writeMarker(out: string, marker: OutputMarker): Promise<void> {
  const layout = outputLayout(out);
  const text = `${JSON.stringify(markerSchema.parse(marker), undefined, 2)}\n`;
  await writeDurably(layout.marker, text, { tempDir: layout.tempDir });
  await flushDirectory(layout.ownDir);
  await flushDirectory(out);
}

/**
 * Refuses what is not ours, and what is ours but leads elsewhere by a link. Without a marker that is any folder with something in it; `.exophotos` alone is what a first
 * start leaves that was killed before its marker had a name.
 */
async function requireOurs(out: string): Promise<void> {
  let names: readonly string[];
  try {
    names = await readdir(out);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    if (errnoOf(error) === "ENOTDIR") throw new ExophotosError("outForeign", { out, reason: "notADirectory" }, error);
    throw outputError(out, "list", error);
  }
  const isOurs =
    names.every((name) => name === ownDirName) || (await readMarkerFile(outputLayout(out).marker)) !== undefined;
  if (!isOurs) throw new ExophotosError("outForeign", { out, reason: "notOurs" });
  await refuseLinksInside(out);
}

function requireTenant(marker: OutputMarker, out: string, wanted: string): void {
  if (marker.tenantId.toLowerCase() === wanted.toLowerCase()) return;
  throw new ExophotosError("outOtherTenant", { out, tenantId: marker.tenantId, wanted });
}

async function readMarkerFile(path: string): Promise<OutputMarker | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw outputError(path, "read", error);
  }
  try {
    return markerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, "it is not a marker of this program", error);
  }
}
