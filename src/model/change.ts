import type { ObjectId } from "./object-id.ts";

export const changeTypes = ["Add", "Modify", "Delete"] as const;
/** Add = a row appears, Delete = a row disappears, Modify = any column but etag differs. */
export type ChangeType = (typeof changeTypes)[number];

export const changeReasons = ["photo", "attributes", "photoRemoved", "left", "outOfChoice"] as const;
export type ChangeReason = (typeof changeReasons)[number];

/** One difference between two published manifests. Empty text where a column does not apply. */
export interface Change {
  readonly sequence: number;
  readonly changeType: ChangeType;
  readonly reason: ChangeReason;
  readonly objectId: ObjectId;
  readonly userPrincipalName: string;
  readonly file: string;
  readonly checksum: string;
  readonly previousChecksum: string;
  readonly modified: string;
}
