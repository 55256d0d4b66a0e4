import { pMapIterable } from "p-map";
import * as z from "zod";
import { type DirectoryJoin, directoryJoins, type PhotoAttribute } from "../model/directory.ts";
import { Database, type Row } from "../store/database.ts";
import type { Directory } from "./directory.ts";
import { type DirectoryEntry, valuesIn } from "./entry.ts";
import { joinAttributes, keyText } from "./join-keys.ts";
import { guidOf, peopleFilter } from "./load-directory.ts";

/** A picture of a directory, and what its owner can be found by, as the manifest writes it; what is empty is missing. */
export interface DirectoryPhoto {
  readonly dn: string;
  readonly keys: Readonly<Partial<Record<DirectoryJoin, string>>>;
  /** As they are: nobody has looked whether they are a picture. Of several values one. */
  readonly bytes: Uint8Array;
}

const readsInFlight = 8;
const keysSchema = z.partialRecord(z.enum(directoryJoins), z.string());

/**
 * All pictures below the directory's base, each read when it is asked for. Who has one is put into a temporary database
 * first, so that memory does not grow with the directory. Throws `directoryUnreachable`, `directoryRefused`,
 * `outputFailed`.
 */
export async function* readPhotos(directory: Directory, attribute: PhotoAttribute): AsyncIterable<DirectoryPhoto> {
  const owners = new Database("", "readWrite", "a temporary file");
  try {
    owners.execute("CREATE TABLE owners (id INTEGER PRIMARY KEY, guid TEXT NOT NULL UNIQUE, dn TEXT, keys TEXT)");
    await loadOwners(owners, directory, attribute);
    const read = async (owner: Row) => photoOf(owner, await directory.values(String(owner.guid), attribute));
    for await (const photo of pMapIterable(owners.iterate("SELECT * FROM owners"), read, {
      concurrency: readsInFlight,
    })) {
      if (photo !== undefined) yield photo;
    }
  } finally {
    owners.close();
  }
}

/** The picture of the object that stands there; undefined where there is none any more. Throws as `readPhotos`. */
export async function readPhotoAt(
  directory: Directory,
  dn: string,
  attribute: PhotoAttribute,
): Promise<Uint8Array | undefined> {
  const [bytes] = (await directory.valuesAt(dn, attribute)) ?? [];
  return bytes;
}

async function loadOwners(owners: Database, directory: Directory, attribute: PhotoAttribute): Promise<void> {
  await directory.search(
    {
      filter: `(&${peopleFilter}(${attribute}=*))`,
      attributes: [...new Set(["objectGUID", ...joinAttributes(directoryJoins)])],
    },
    (entries) => {
      owners.transaction(() => {
        for (const entry of entries) {
          const guid = guidOf(entry);
          if (guid === undefined) continue;
          const keys = JSON.stringify(keysOf(entry));
          owners.run("INSERT OR IGNORE INTO owners (guid, dn, keys) VALUES (?, ?, ?)", guid, entry.dn, keys);
        }
      });
    },
  );
}

/** Where Entra Connect's anchor may be one of two, it is the first that is set. */
function keysOf(entry: DirectoryEntry): DirectoryPhoto["keys"] {
  const keys = directoryJoins.flatMap((kind) => {
    const [bytes] = joinAttributes([kind]).flatMap((attribute) => valuesIn(entry, attribute));
    const text = bytes === undefined ? "" : keyText(kind, bytes);
    return text === "" ? [] : [[kind, text] as const];
  });
  return Object.fromEntries(keys);
}

/** Undefined for somebody who has no picture any more. */
function photoOf({ dn, keys }: Row, values: readonly Buffer[] | undefined): DirectoryPhoto | undefined {
  const [bytes] = values ?? [];
  return bytes && { dn: String(dn), keys: keysSchema.parse(JSON.parse(String(keys))), bytes };
}
