import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../errors.ts";
import type { Change } from "../model/change.ts";
import type { ListedPhoto, ManifestRow } from "../model/manifest-row.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { MimEntry, RefuseEntry } from "./entry.ts";

/** A row as an entry of a file that holds everyone. */
export async function* fullEntries(rows: AsyncIterable<ManifestRow>): AsyncIterable<MimEntry> {
  for await (const row of rows) yield { change: "full", objectId: row.objectId, row, photo: undefined };
}

/**
 * What changes come to, each object once with its present row: those that have one in the rows' order, then those that
 * went. Someone who appeared at any time in between is an Add and not a Modify, and someone who is gone is a Delete even
 * if they appeared only meanwhile: an earlier file that was imported but not acknowledged may have said otherwise, and
 * agents take an Add for somebody known, and a Delete for somebody unknown, but no Modify for somebody unknown.
 */
export async function* deltaEntries(
  changes: AsyncIterable<Change>,
  rows: () => AsyncIterable<ManifestRow>,
): AsyncIterable<MimEntry> {
  const left = await collapse(changes);
  if (left.size > 0) {
    for await (const row of rows()) {
      const change = left.get(row.objectId);
      if (change === undefined) continue;
      left.delete(row.objectId);
      yield { change, objectId: row.objectId, row, photo: undefined };
    }
  }
  for (const objectId of [...left.keys()].sort()) {
    yield { change: "Delete", objectId, row: undefined, photo: undefined };
  }
}

async function collapse(changes: AsyncIterable<Change>): Promise<Map<ObjectId, "Add" | "Modify">> {
  const collapsed = new Map<ObjectId, "Add" | "Modify">();
  for await (const { objectId, changeType } of changes) {
    if (changeType === "Add" || !collapsed.has(objectId)) {
      collapsed.set(objectId, changeType === "Add" ? "Add" : "Modify");
    }
  }
  return collapsed;
}

/** The entries with their pictures, read one at a time; somebody whose picture is not what the row says is refused. */
export async function* withPhotos(
  entries: AsyncIterable<MimEntry>,
  out: string,
  refuse: RefuseEntry,
): AsyncIterable<MimEntry> {
  for await (const entry of entries) {
    const listed = entry.row?.photo;
    if (listed === undefined) {
      yield entry;
      continue;
    }
    const photo = await readPhoto(out, listed);
    if (typeof photo === "string") refuse(entry, photo);
    else yield { ...entry, photo };
  }
}

/** The bytes of a listed photo, or what is wrong with them, as a clause. */
async function readPhoto(out: string, listed: ListedPhoto): Promise<Uint8Array | string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(out, listed.file));
  } catch (error) {
    return `the photo ${listed.file} cannot be read (${errnoOf(error)})`;
  }
  const checksum = createHash(listed.checksumAlgorithm).update(bytes).digest("hex");
  return checksum === listed.checksum ? bytes : `the photo ${listed.file} is damaged`;
}
