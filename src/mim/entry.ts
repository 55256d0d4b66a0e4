import type { ChangeType } from "../model/change.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import type { ObjectId } from "../model/object-id.ts";

/** One object of a file for a management agent. */
export interface MimEntry {
  /** What a delta does to the object; `full` in a file that holds everyone. */
  readonly change: "full" | ChangeType;
  readonly objectId: ObjectId;
  /** The published row; undefined for a Delete, and only for that. */
  readonly row: ManifestRow | undefined;
  /** Bytes by the picture's name, checked against the row: of those that are wanted and that the row has. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}

/**
 * Says that somebody cannot be in the file, and why: a clause such as «the photo cannot be read (ENOENT)». Whoever calls
 * it leaves the entry out and goes on, so that all of them are named; the file is not written then.
 */
export type RefuseEntry = (entry: Pick<MimEntry, "objectId" | "row">, problem: string) => void;
