import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../errors.ts";
import { listedPicture, photoItself } from "../manifest/picture-columns.ts";
import type { Change } from "../model/change.ts";
import type { ListedPhoto, ListedRendition, ManifestRow } from "../model/manifest-row.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { MimEntry, RefuseEntry } from "./entry.ts";

/** A row as an entry of a file that holds everyone. */
export async function* fullEntries(rows: AsyncIterable<ManifestRow>): AsyncIterable<MimEntry> {
  for await (const row of rows) yield { change: "full", objectId: row.objectId, row, pictures: new Map() };
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
      yield { change, objectId: row.objectId, row, pictures: new Map() };
    }
  }
  for (const objectId of [...left.keys()].sort()) {
    yield { change: "Delete", objectId, row: undefined, pictures: new Map() };
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

/** The entries with these pictures, one entry at a time; somebody whose picture is not what the row says is refused. */
export async function* withPictures(
  entries: AsyncIterable<MimEntry>,
  wanted: readonly string[],
  out: string,
  refuse: RefuseEntry,
): AsyncIterable<MimEntry> {
  for await (const entry of entries) {
    const photo = entry.row?.photo;
    const pictures = photo === undefined ? new Map<string, Uint8Array>() : await readPictures(out, photo, wanted);
    if (typeof pictures === "string") refuse(entry, pictures);
    else yield { ...entry, pictures };
  }
}

/** The bytes of those pictures that a photo's row lists, or what is wrong with one of them, as a clause. */
async function readPictures(
  out: string,
  photo: ListedPhoto,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array> | string> {
  const pictures = new Map<string, Uint8Array>();
  for (const name of wanted) {
    const listed = listedPicture(photo, name);
    if (listed === undefined) continue;
    const bytes = await readPicture(out, listed, photo.checksumAlgorithm);
    if (typeof bytes === "string") return `the ${name === photoItself ? "photo" : "rendition"} ${listed.file} ${bytes}`;
    pictures.set(name, bytes);
  }
  return pictures;
}

async function readPicture(
  out: string,
  listed: ListedRendition,
  algorithm: ListedPhoto["checksumAlgorithm"],
): Promise<Uint8Array | string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(out, listed.file));
  } catch (error) {
    return `cannot be read (${errnoOf(error)})`;
  }
  const checksum = createHash(algorithm).update(bytes).digest("hex");
  return checksum === listed.checksum ? bytes : "is damaged";
}
