import { existsSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExophotosError, hasCode } from "../errors.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import { type OutputMarker, readMarker } from "../publish/marker.ts";
import { copyState, openState } from "../store/state.ts";
import { type OpenOutput, requireSameStateDir, statePath, wasPublished } from "./open-output.ts";
import type { PassOptions, PassParts } from "./pass-options.ts";

/**
 * For `--dry-run`: a copy of the state in a temporary folder that goes with `close`. OUT is only read, and another pass
 * may run meanwhile. Errors as `openOutput`, but for `locked`.
 */
export async function openDryRun(options: PassOptions, parts: PassParts): Promise<OpenOutput> {
  const layout = outputLayout(options.out);
  if (options.rebuildState) {
    const problem = "makes a new state, and --dry-run writes none: give one of them";
    throw new ExophotosError("settingInvalid", { setting: "rebuild-state", origin: undefined, problem });
  }
  const marker = await markerIfAny(options.out);
  if (marker !== undefined && marker.tenantId !== options.tenantId) {
    const { out, tenantId } = options;
    throw new ExophotosError("outOtherTenant", { out, tenantId: marker.tenantId, wanted: tenantId });
  }
  if (marker !== undefined) requireSameStateDir(options, marker);
  const folder = await mkdtemp(join(tmpdir(), "exophotos-dry-run-"));
  const removeCopy = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, "state.db");
    if (marker !== undefined) copyIfAny(statePath(layout, marker), copy, wasPublished(layout));
    const state = openState(copy);
    const close = () => {
      state.close();
      removeCopy();
    };
    return { layout, state, history: marker?.history ?? parts.newId(), adopted: undefined, close };
  } catch (error) {
    removeCopy();
    throw error;
  }
}

/** The marker of OUT; undefined where nothing was exported yet. */
async function markerIfAny(out: string): Promise<OutputMarker | undefined> {
  try {
    return await readMarker(out);
  } catch (error) {
    if (hasCode(error, "outEmpty")) return undefined;
    throw error;
  }
}

/** Copies the state; one that is missing is a damage only where something is published. */
function copyIfAny(from: string, to: string, isPublished: boolean): void {
  if (isPublished || existsSync(from)) copyState(from, to);
}
