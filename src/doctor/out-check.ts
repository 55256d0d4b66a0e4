import { randomUUID } from "node:crypto";
import { access, constants, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { ExophotosError, errnoOf, hasCode } from "../errors.ts";
import { type OutputLayout, outputLayout } from "../manifest/output-layout.ts";
import { outputError } from "../platform/output-error.ts";
import { type OutputMarker, readMarker } from "../publish/marker.ts";
import type { Finding } from "./finding.ts";
import { nearestExisting } from "./nearest-folder.ts";

/** OUT as it was found: whose it is, and whether it can be written. */
export interface OutSeen {
  readonly finding: Finding;
  /** Undefined where nothing was ever exported. */
  readonly marker: OutputMarker | undefined;
}

/**
 * Whether OUT is this tenant's, or may become it, and whether files can be made and moved there. What is made for that
 * is removed again; in a folder that is not ours nothing is made. An OUT that is missing is not made: its nearest parent
 * is asked. Throws `outForeign`, `outOtherTenant`, `manifestDamaged`, `outputFailed`.
 */
export async function checkOut(out: string, tenantId: string): Promise<OutSeen> {
  const marker = await markerOf(out);
  if (marker !== undefined && marker.tenantId.toLowerCase() !== tenantId.toLowerCase()) {
    throw new ExophotosError("outOtherTenant", { out, tenantId: marker.tenantId, wanted: tenantId });
  }
  const layout = outputLayout(out);
  if (marker !== undefined) {
    await tryMoving(layout);
    for (const folder of [layout.photosDir, layout.changesDir, layout.logsDir]) await requireWritable(folder);
    return { finding: { kind: "outOurs", out }, marker };
  }
  const nearest = await nearestExisting(out);
  if (nearest === out) await tryOwnFolder(layout);
  else await requireWritable(nearest);
  return { finding: { kind: "outUnused", out, parent: nearest === out ? undefined : nearest }, marker };
}

async function markerOf(out: string): Promise<OutputMarker | undefined> {
  try {
    return await readMarker(out);
  } catch (error) {
    if (hasCode(error, "outEmpty")) return undefined;
    throw error;
  }
}

/** What a publish does: a file made in our own folder gets a name in OUT. */
async function tryMoving({ out, ownDir }: OutputLayout): Promise<void> {
  const name = `${randomUUID()}.tmp`;
  const [own, moved] = [join(ownDir, name), join(out, name)];
  try {
    await makeFile(own);
    await rename(own, moved).catch((error: unknown) => {
      throw outputError(out, "write", error);
    });
  } finally {
    for (const path of [own, moved]) await rm(path, { force: true });
  }
}

/** In an empty OUT only our own folder may be left by whoever kills this: a pass takes such an OUT for its own. */
async function tryOwnFolder({ ownDir }: OutputLayout): Promise<void> {
  const isNew = await makeFolder(ownDir);
  const path = join(ownDir, `${randomUUID()}.tmp`);
  try {
    await makeFile(path);
  } finally {
    await rm(path, { force: true });
    // A first pass that has begun meanwhile keeps it.
    if (isNew) await rmdir(ownDir).catch(() => undefined);
  }
}

async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, 0o700);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw outputError(path, "create", error);
  }
}

async function makeFile(path: string): Promise<void> {
  try {
    const handle = await open(path, "wx");
    await handle.close();
  } catch (error) {
    throw outputError(path, "create", error);
  }
}

/** Whether the system would let this account write into a folder; one that is missing is no matter. */
async function requireWritable(folder: string): Promise<void> {
  try {
    await readdir(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw outputError(folder, "write", error);
  }
}
