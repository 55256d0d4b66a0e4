import { type Change, isFlush, type VolumeEntry, type VolumeLog } from "./volume-log.ts";

/** How much of a write came to the disk; of every other change all or nothing. */
export type Kept = "all" | "half" | "nothing";

/** What is on a volume after the power was lost: what was kept of each change before the moment. */
export interface LostPower {
  /** How much of the log had been done. */
  readonly moment: number;
  readonly kept: (index: number) => Kept;
}

/**
 * What a volume owes at a moment, as POSIX has it: a change is durable once its file or folder was flushed after it, and
 * before that it may be on the disk or not, whatever came before or after. Transactions of the state are lost from the
 * end, back to the last that was flushed: sqlite.org/pragma.html#pragma_synchronous.
 */
export class Durability {
  readonly #durableFrom: readonly number[];

  constructor({ entries }: VolumeLog) {
    this.#durableFrom = entries.map((entry, index) => {
      if (isFlush(entry)) return index;
      const flush = entries.findIndex((later, at) => at >= index && covers(later, at, entry, index));
      return flush === -1 ? Number.POSITIVE_INFINITY : flush;
    });
  }

  /** Whether a change must be on the disk when so much of the log was done. */
  isDue(index: number, moment: number): boolean {
    return (this.#durableFrom[index] ?? 0) < moment;
  }
}

function covers(later: VolumeEntry, at: number, change: VolumeEntry, index: number): boolean {
  switch (later.kind) {
    case "flushFile":
      return change.kind === "write" && change.file === later.file && index < later.begun;
    case "flushFolder":
      return isNameChange(change) && folderOf(change.path) === later.path && index < later.begun;
    case "flushVolume":
      return index < later.begun;
    case "commit":
      return change.kind === "commit" && later.isFlushed && index <= at;
    default:
      return false;
  }
}

function isNameChange(entry: VolumeEntry): entry is VolumeEntry & Extract<Change, { readonly path: string }> {
  return entry.kind === "name" || entry.kind === "unname" || entry.kind === "folder";
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

/** The same log on a volume that does not heed some of its flushes. */
export function withoutFlushes(log: VolumeLog, isHeeded: (flush: VolumeEntry) => boolean): VolumeLog {
  const deaf = { kind: "flushFile", file: -1, begun: 0, point: "" } as const;
  return { ...log, entries: log.entries.map((entry) => (isFlush(entry) && !isHeeded(entry) ? deaf : entry)) };
}
