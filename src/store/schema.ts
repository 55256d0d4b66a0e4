import { ExophotosError } from "../errors.ts";
import type { Database } from "./database.ts";

/**
 * Each entry brings the schema from its index to the next version; the number of entries is the version that this
 * program writes (PRAGMA user_version). Entries are never edited once released, only added.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE passes (
    pass INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    result TEXT,
    boot_at INTEGER NOT NULL,
    choice TEXT NOT NULL
  ) STRICT;

  -- Everybody known. todo is the work left for the running pass, priority its order (the time of the last answer).
  CREATE TABLE people (
    object_id TEXT PRIMARY KEY,
    userPrincipalName TEXT NOT NULL,
    mail TEXT NOT NULL,
    onPremisesSamAccountName TEXT NOT NULL,
    onPremisesImmutableId TEXT NOT NULL,
    employeeId TEXT NOT NULL,
    onPremisesSecurityIdentifier TEXT NOT NULL,
    onPremisesDomainName TEXT NOT NULL,
    extra TEXT NOT NULL,
    listed_pass INTEGER NOT NULL,
    missed_listings INTEGER NOT NULL DEFAULT 0,
    todo TEXT,
    priority INTEGER NOT NULL DEFAULT 0,
    fetch_anyway INTEGER NOT NULL DEFAULT 0,
    pending_etag TEXT,
    evidence INTEGER NOT NULL DEFAULT 0,
    asked_pass INTEGER NOT NULL DEFAULT 0,
    asked_at INTEGER NOT NULL DEFAULT 0,
    answer TEXT,
    answer_detail TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX people_todo ON people (todo, priority) WHERE todo IS NOT NULL;

  -- The last accepted photo of each person.
  CREATE TABLE photos (
    object_id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    checksum_algorithm TEXT NOT NULL,
    checksum TEXT NOT NULL,
    metadata_etag TEXT,
    value_etag TEXT,
    size TEXT NOT NULL,
    modified TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    fetched_pass INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The rows of the manifest on disk. row_json leaves the etag out: it alone makes no change.
  CREATE TABLE published (
    object_id TEXT PRIMARY KEY,
    row_json TEXT NOT NULL,
    etag TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What the prepared publish does to published; sequence is null where only the etag differs.
  CREATE TABLE staged (
    object_id TEXT PRIMARY KEY,
    sequence INTEGER,
    change_type TEXT NOT NULL,
    reason TEXT NOT NULL,
    row_json TEXT,
    etag TEXT NOT NULL,
    userPrincipalName TEXT NOT NULL,
    file TEXT NOT NULL,
    previous_file TEXT NOT NULL,
    checksum TEXT NOT NULL,
    previous_checksum TEXT NOT NULL,
    modified TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX staged_sequence ON staged (sequence);

  -- What it does to meta.
  CREATE TABLE staged_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE publishes (
    pass INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    first_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    description TEXT NOT NULL,
    published_at INTEGER NOT NULL
  ) STRICT;

  -- Every photo file that we made. listed: the manifest on disk names it; otherwise unlisted_at says since when not.
  CREATE TABLE files (
    name TEXT PRIMARY KEY,
    object_id TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    checksum_algorithm TEXT NOT NULL,
    checksum TEXT NOT NULL,
    created_pass INTEGER NOT NULL,
    listed INTEGER NOT NULL DEFAULT 0,
    unlisted_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX files_unlisted ON files (unlisted_at) WHERE listed = 0;
  CREATE INDEX files_pass ON files (created_pass);

  CREATE TABLE consumers (
    name TEXT PRIMARY KEY,
    acknowledged INTEGER NOT NULL,
    written INTEGER NOT NULL,
    acknowledged_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What was made of a photo: JSON by the rendition's name, with the key of the settings that it was made under.
  ALTER TABLE photos ADD COLUMN renditions TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE photos ADD COLUMN perceptual_hash TEXT;
  -- 1: the file is a JPEG that was made of another kind of picture.
  ALTER TABLE photos ADD COLUMN transcoded INTEGER NOT NULL DEFAULT 0;
  -- Files of renditions that the row lists, and those that it no longer lists: JSON arrays of names.
  ALTER TABLE staged ADD COLUMN rendition_files TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE staged ADD COLUMN unlisted_renditions TEXT NOT NULL DEFAULT '[]';
  `,
  `
  -- Whether each mailbox said that it has a picture, in the last pass that listed it. Of people whom no listing has had too.
  CREATE TABLE mailboxes (
    object_id TEXT PRIMARY KEY,
    has_picture INTEGER NOT NULL,
    listed_pass INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Files of the by-name folders that are ours. placed: 0 while one is being made or replaced.
  CREATE TABLE links (
    folder TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    object_id TEXT NOT NULL,
    file TEXT NOT NULL,
    placed INTEGER NOT NULL,
    PRIMARY KEY (folder, name_key, name)
  ) STRICT, WITHOUT ROWID;
  `,
];

/** The schema version that this program reads and writes. */
export const schemaVersion = migrations.length;

function storedVersion(database: Database): number {
  return Number(database.get("PRAGMA user_version")?.user_version ?? 0);
}

/** Throws `stateDamaged` for a database without our tables. */
export function requireState(database: Database): void {
  if (storedVersion(database) > 0) return;
  throw new ExophotosError("stateDamaged", { path: database.path, problem: "it holds no state" });
}

/** Whether a database has to be upgraded before this program can read it. */
export function isOlderVersion(database: Database): boolean {
  return storedVersion(database) < schemaVersion;
}

/** Throws `stateNewer` for a database of a later version. */
export function checkVersion(database: Database): void {
  const version = storedVersion(database);
  if (version <= schemaVersion) return;
  throw new ExophotosError("stateNewer", { path: database.path, version, supported: schemaVersion });
}

/**
 * People come in no order and each of their rows is written several times in a pass: with 8 MB of pages at hand and
 * 32 MB in the log before it is copied into the database, 100,000 of them cost half of what SQLite's 2 and 4 MB make them.
 */
const cachePragmas = "PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 8192;";

/** Creates or upgrades the tables. Throws `stateNewer` for a database of a later version. */
export function migrate(database: Database): void {
  checkVersion(database);
  database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;");
  database.execute(cachePragmas);
  // Whoever left shall not be readable in the pages that they were on.
  database.execute("PRAGMA secure_delete = ON");
  for (let from = storedVersion(database); from < schemaVersion; from++) {
    database.transaction(() => {
      database.execute(migrations[from] ?? "");
      database.execute(`PRAGMA user_version = ${from + 1}`);
    });
  }
}
