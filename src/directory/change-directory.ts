import type { MaxChange } from "../model/max-change.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../store/database.ts";
import { applyChanges } from "./apply-changes.ts";
import type { Directory } from "./directory.ts";
import { guardChanges } from "./max-change.ts";
import type { Plan } from "./plan-changes.ts";
import type { LooksWanted } from "./same-look.ts";
import { UndoFile } from "./undo-file.ts";
import { countResults, type Wish } from "./wish.ts";

export interface ChangeRequest {
  readonly dryRun: boolean;
  /** `usual` guards what a directory has already, `any` nothing. */
  readonly maxChange: MaxChange | "usual" | "any";
  /** Changes a second, at most. */
  readonly rate: number;
  readonly undoPath: string;
}

export interface ChangeParts {
  readonly clock: Clock;
  /** Ends it softly: what has begun is finished, and is on record. */
  readonly signal: AbortSignal;
  readonly plan: Plan;
  readonly looksWanted: LooksWanted;
  readonly wantedValues: (wish: Wish) => Promise<readonly Uint8Array[] | string>;
  /** Called when the undo file is on the disk, just before the first change. */
  readonly onUndo?: ((path: string, changes: number) => void) | undefined;
  readonly onProgress: (progress: ChangeProgress) => void;
}

/** How far it is: objects read of the directory, pictures compared with what is wanted, pictures changed. */
export interface ChangeProgress {
  readonly stage: "read" | "compare" | "change";
  readonly done: number;
  /** Undefined while it is not known. */
  readonly total: number | undefined;
}

/**
 * Brings a directory to what the workspace's wishes say: finds out what differs, lets the guard look, keeps the old
 * values, changes. Throws `changesStopped` before anything is changed, `directoryUnreachable`, `directoryRefused`,
 * `outputFailed`, and the signal's reason; the workspace then says how far it came.
 */
export async function changeDirectory(
  database: Database,
  directory: Directory,
  { dryRun, maxChange, rate, undoPath }: ChangeRequest,
  { clock, signal, plan, looksWanted, wantedValues, onUndo, onProgress }: ChangeParts,
): Promise<void> {
  const undo = dryRun ? undefined : await UndoFile.create(undoPath);
  try {
    const { unseen } = countResults(database);
    let compared = 0;
    const onCompared = () => onProgress({ stage: "compare", done: ++compared, total: unseen });
    await plan(database, { directory, undo, looksWanted, signal, onCompared });
    guardChanges(database, maxChange);
    const { planned } = countResults(database);
    if (undo === undefined || planned === 0) return;
    await undo.keep();
    onUndo?.(undoPath, planned);
    let changed = 0;
    const onSettled = () => onProgress({ stage: "change", done: ++changed, total: planned });
    await applyChanges(database, { directory, wantedValues, rate, clock, signal, onSettled });
  } finally {
    await undo?.discard();
  }
}
