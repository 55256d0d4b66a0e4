import { ExophotosError } from "../errors.ts";
import { type DirectoryJoin, directoryPeer } from "../model/directory.ts";
import type { Database } from "../store/database.ts";
import type { Directory } from "./directory.ts";
import { type DirectoryEntry, valuesIn } from "./entry.ts";
import { domainOfSid, guidText, sidText } from "./identifiers.ts";
import { joinAttributes, keysOfEntry } from "./join-keys.ts";

/** Users and whatever else a person may sign in with, and no computers. */
export const peopleFilter = "(&(objectCategory=person)(objectClass=user))";

/**
 * Puts everybody below the directory's base into the workspace, with what each can be found by and without pictures.
 * Tells how many it has read after each page. Throws `settingInvalid` where there is nobody, `directoryUnreachable`, `directoryRefused`.
 */
export async function loadDirectory(
  database: Database,
  directory: Directory,
  joins: readonly DirectoryJoin[],
  onRead: (objects: number) => void,
): Promise<void> {
  let read = 0;
  const attributes = [...new Set(["objectGUID", "objectSid", ...joinAttributes(joins)])];
  await directory.search({ filter: peopleFilter, attributes }, (entries) => {
    database.transaction(() => {
      for (const entry of entries) loadEntry(database, entry, joins);
    });
    read += entries.length;
    onRead(read);
  });
  if (database.get("SELECT 1 AS one FROM entries LIMIT 1") !== undefined) return;
  const { baseDn } = directory.address;
  const problem = `names «${baseDn}», below which this account sees nobody in ${directoryPeer(directory.address)}`;
  throw new ExophotosError("settingInvalid", { setting: "ldap", origin: undefined, problem });
}

/** The GUID of an object as text; undefined where this account may not see it. */
export function guidOf(entry: DirectoryEntry): string | undefined {
  const [bytes] = valuesIn(entry, "objectGUID");
  return bytes === undefined ? undefined : guidText(bytes);
}

function loadEntry(database: Database, entry: DirectoryEntry, joins: readonly DirectoryJoin[]): void {
  const guid = guidOf(entry);
  if (guid === undefined) return;
  const [sid] = valuesIn(entry, "objectSid");
  const domain = sid === undefined ? "" : domainOfSid(sidText(sid) ?? "");
  // Pages of a search on a changing directory may give an object twice.
  const row = database.get(
    "INSERT INTO entries (guid, dn, domain) VALUES (?, ?, ?) ON CONFLICT (guid) DO UPDATE SET dn = excluded.dn RETURNING id",
    ...[guid, entry.dn, domain],
  );
  for (const { kind, value } of keysOfEntry(entry, joins)) {
    database.run(
      "INSERT OR IGNORE INTO entry_keys (kind, value, entry) VALUES (?, ?, ?)",
      kind,
      value,
      Number(row?.id),
    );
  }
}
