/** What a pass did to a volume, in the order in which its calls returned; paths are relative to the volume, folders end in no slash. */
export interface VolumeLog {
  /** What was there before, all of it durable. */
  readonly start: VolumeStart;
  readonly entries: readonly VolumeEntry[];
}

export interface VolumeStart {
  readonly folders: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The state database as a file, if there is one. */
  readonly state: string | undefined;
}

/** Changes of names; each is of one folder. A rename is a `name` and, of the old name, an `unname`. */
export type NameChange =
  | { readonly kind: "name"; readonly path: string; readonly file: number }
  | { readonly kind: "unname"; readonly path: string }
  | { readonly kind: "folder"; readonly path: string };

export type Change =
  | NameChange
  | { readonly kind: "write"; readonly file: number; readonly offset: number; readonly bytes: Uint8Array }
  /** A transaction of the state database. `state` is a copy of the database as it is with it. */
  | { readonly kind: "commit"; readonly state: string; readonly isFlushed: boolean };

/** A flush covers the changes of its file, its folder or everything that were in the log when it began. */
export type Flush =
  | { readonly kind: "flushFile"; readonly file: number; readonly begun: number }
  | { readonly kind: "flushFolder"; readonly path: string; readonly begun: number }
  | { readonly kind: "flushVolume"; readonly begun: number };

/** `point` names the step of the program. */
export type VolumeEntry = (Change | Flush) & { readonly point: string };

export function isFlush(entry: VolumeEntry): entry is Flush & { readonly point: string } {
  return entry.kind === "flushFile" || entry.kind === "flushFolder" || entry.kind === "flushVolume";
}
