import { Database } from "../store/database.ts";

/*
 * Neither the export nor the directory is held in memory: both go into a temporary database, and are joined there.
 *
 * people, person_keys: who is in the export, and what they can be found by; `rank` is the join's place in the order.
 * entries, entry_keys: the directory's objects, and the same of them.
 * wishes: what an attribute of an object shall be, and what became of it. They are the rows of the result.
 * wish_values: the values that a wish brings along, where it names no file.
 */
const schema = `
  CREATE TABLE people (
    id INTEGER PRIMARY KEY, object_id TEXT NOT NULL, user_principal_name TEXT NOT NULL, sid TEXT NOT NULL,
    has_photo INTEGER NOT NULL
  );
  CREATE TABLE pictures (
    person INTEGER NOT NULL, attribute TEXT NOT NULL, file TEXT NOT NULL, bytes INTEGER NOT NULL,
    algorithm TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (person, attribute)
  ) WITHOUT ROWID;
  CREATE TABLE person_keys (
    person INTEGER NOT NULL, rank INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (person, rank)
  ) WITHOUT ROWID;
  CREATE TABLE entries (id INTEGER PRIMARY KEY, guid TEXT NOT NULL UNIQUE, dn TEXT NOT NULL, domain TEXT NOT NULL);
  CREATE TABLE entry_keys (
    kind TEXT NOT NULL, value TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (kind, value, entry)
  ) WITHOUT ROWID;
  CREATE TABLE matches (person INTEGER PRIMARY KEY, found INTEGER NOT NULL, entry INTEGER NOT NULL);
  CREATE INDEX matches_by_entry ON matches (entry);
  CREATE TABLE wishes (
    id INTEGER PRIMARY KEY, object_id TEXT NOT NULL, user_principal_name TEXT NOT NULL, guid TEXT NOT NULL,
    dn TEXT NOT NULL, attribute TEXT NOT NULL, file TEXT NOT NULL, bytes INTEGER NOT NULL, algorithm TEXT NOT NULL,
    wanted TEXT NOT NULL, only_over TEXT, result TEXT NOT NULL, problem TEXT NOT NULL, detail TEXT NOT NULL,
    previous TEXT NOT NULL
  );
  CREATE INDEX wishes_by_result ON wishes (result, id);
  CREATE INDEX wishes_by_guid ON wishes (guid);
  CREATE TABLE wish_values (
    wish INTEGER NOT NULL, number INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (wish, number)
  ) WITHOUT ROWID;
`;

/** Opens an empty one; closing it takes all of it away, and so does the end of the process in whatever way. */
export function openWorkspace(): Database {
  const database = new Database("", "readWrite", "a temporary file");
  database.execute(schema);
  return database;
}
