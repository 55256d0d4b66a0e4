import type { ChangeReason, ChangeType } from "../model/change.ts";
import type { ListedPhoto, ManifestRow } from "../model/manifest-row.ts";
import type { RemovalReason } from "./next-row.ts";

/** What turns a published row into the next one. */
export interface RowChange {
  readonly changeType: ChangeType;
  readonly reason: ChangeReason;
}

/**
 * The change between two rows of one person that differ, if only in the etag.
 * Undefined only where neither exists.
 */
export function rowChange(
  published: ManifestRow | undefined,
  next: ManifestRow | undefined,
  removal: RemovalReason | undefined,
): RowChange | undefined {
  if (next === undefined) {
    return published === undefined ? undefined : { changeType: "Delete", reason: removal ?? "attributes" };
  }
  if (published === undefined) {
    return { changeType: "Add", reason: next.photo === undefined ? "attributes" : "photo" };
  }
  return { changeType: "Modify", reason: modifyReason(published, next) };
}

function modifyReason(published: ManifestRow, next: ManifestRow): ChangeReason {
  if (next.photo === undefined) return published.photo === undefined ? "attributes" : "photoRemoved";
  return picturesOf(next.photo) === picturesOf(published.photo) ? "attributes" : "photo";
}

/** The checksums of a photo and of what was made of it, as text to compare. */
function picturesOf(photo: ListedPhoto | undefined): string {
  const renditions = Object.entries(photo?.renditions ?? {}).map(([name, { checksum }]) => `${name} ${checksum}`);
  return [photo?.checksum, ...renditions.sort()].join("\n");
}
