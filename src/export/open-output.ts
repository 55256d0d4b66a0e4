import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExophotosError } from "../errors.ts";
import { type OutputLayout, outputLayout } from "../manifest/output-layout.ts";
import { makeFolder } from "../platform/make-folder.ts";
import type { OutputLock } from "../publish/lock.ts";
import { claimOutput, type OutputMarker, readMarker, writeMarker } from "../publish/marker.ts";
import { openExistingState, openState, type State } from "../store/state.ts";
import type { PassOptions, PassParts } from "./pass-options.ts";
import { rebuildState, setStateAside } from "./rebuild-state.ts";
import { isFirstUncommitted, removeFirstPublish } from "./uncommitted.ts";

/** An output directory that is ours to write in until it is closed. */
export interface OpenOutput {
  readonly layout: OutputLayout;
  readonly state: State;
  readonly history: string;
  /** How many photos a rebuilt state took over; undefined without `--rebuild-state`. */
  readonly adopted: number | undefined;
  close(): void;
}

/**
 * Takes the lock of OUT, makes or checks its marker, and opens its state.
 * Throws `outForeign`, `outOtherTenant`, `locked`, `settingInvalid` (a state folder that is not the marker's),
 * `stateDamaged`, `stateNewer`, `outputFailed`.
 */
export async function openOutput(options: PassOptions, parts: PassParts): Promise<OpenOutput> {
  const layout = outputLayout(options.out);
  const { marker, lock } = await claimOutput({
    out: options.out,
    tenantId: options.tenantId,
    newHistory: parts.newId(),
    stateDir: options.stateDir ?? null,
  });
  try {
    return await openWithLock(options, parts, layout, marker, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openWithLock(
  options: PassOptions,
  parts: PassParts,
  layout: OutputLayout,
  marker: OutputMarker,
  lock: OutputLock,
): Promise<OpenOutput> {
  requireSameStateDir(options, marker);
  const path = statePath(layout, marker);
  await makeFolder(marker.stateDir ?? layout.ownDir, { privately: true });
  const isNew = !wasPublished(layout) || (options.rebuildState && (await isFirstUncommitted(layout)));
  let { history } = marker;
  let adopted: number | undefined;
  if (options.rebuildState && isNew) {
    await setStateAside(path, parts.clock.now());
  } else if (options.rebuildState) {
    history = parts.newId();
    const { out, tenantId, size } = options;
    adopted = await rebuildState({ out, statePath: path, tenantId, history, size, nowMs: parts.clock.now() });
    await writeMarker(out, { ...marker, history });
  }
  if (isNew && !existsSync(path)) await removeFirstPublish(layout);
  // A state made anew beside a published manifest would give out its sequence numbers again.
  const state = isNew ? openState(path) : openExistingState(path);
  try {
    requireOurState(state, options.tenantId, history);
  } catch (error) {
    state.close();
    throw error;
  }
  const close = () => {
    state.close();
    lock.release();
  };
  return { layout, state, history, adopted, close };
}

/** Whether anything was ever published here, also when some of it is gone since. */
export function wasPublished({ manifestCsv, manifestJson, changesCsv }: OutputLayout): boolean {
  return [manifestCsv, manifestJson, changesCsv].some((path) => existsSync(path));
}

/** Where state.db is, for all verbs. */
export function statePath(layout: OutputLayout, marker: OutputMarker): string {
  return marker.stateDir === null ? layout.stateDb : join(marker.stateDir, "state.db");
}

/** The same for a verb that knows only OUT. Errors as `readMarker`. */
export async function stateOf(out: string): Promise<string> {
  return statePath(outputLayout(out), await readMarker(out));
}

/** Throws `settingInvalid` for a state folder that is not the marker's. */
export function requireSameStateDir({ stateDir }: PassOptions, marker: OutputMarker): void {
  if (stateDir === undefined || stateDir === marker.stateDir) return;
  const problem = `is ${stateDir}, but this export has its state in ${marker.stateDir ?? "its own folder .exophotos"}`;
  throw new ExophotosError("settingInvalid", { setting: "state-dir", origin: undefined, problem });
}

/** A new state takes the output's identity; an existing one must have it. */
function requireOurState(state: State, tenantId: string, history: string): void {
  const stored = state.meta.get("history");
  if (stored === undefined) {
    state.transaction(() => {
      state.meta.set("tenantId", tenantId);
      state.meta.set("history", history);
    });
    return;
  }
  if (stored !== history) {
    const problem = "it belongs to another output directory, or to a history that was rebuilt";
    throw new ExophotosError("stateDamaged", { path: state.path, problem });
  }
}
