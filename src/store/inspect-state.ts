import { existsSync } from "node:fs";
import { ExophotosError } from "../errors.ts";
import { refuseLinkedDatabase } from "../platform/database-file.ts";
import { Database } from "./database.ts";
import { checkVersion, isOlderVersion, requireState, schemaVersion } from "./schema.ts";

/** A sound state, as it lies there. */
export interface StateSeen {
  readonly version: number;
  readonly supported: number;
  /** People on record; undefined for an older version, which only a pass may upgrade. */
  readonly people: number | undefined;
  /** Bytes of the files that the manifest lists; 0 for an older version. */
  readonly publishedBytes: number;
}

/**
 * Looks through state.db without upgrading it, SQLite's own check included; it leaves nothing behind. Undefined where
 * there is none. Throws `stateDamaged`, `stateNewer`, `outputFailed`.
 */
export function inspectState(path: string): StateSeen | undefined {
  if (!existsSync(path)) return undefined;
  refuseLinkedDatabase(path);
  // A reader that may not write leaves the files of the write-ahead log behind, where there are none yet.
  const database = new Database(path, existsSync(`${path}-wal`) ? "readOnly" : "readWrite");
  try {
    requireState(database);
    checkVersion(database);
    requireSound(database);
    const version = Number(database.get("PRAGMA user_version")?.user_version);
    if (isOlderVersion(database)) return { version, supported: schemaVersion, people: undefined, publishedBytes: 0 };
    const people = Number(database.get("SELECT count(*) AS count FROM people")?.count);
    const publishedBytes = Number(
      database.get("SELECT coalesce(sum(bytes), 0) AS bytes FROM files WHERE listed = 1")?.bytes,
    );
    return { version, supported: schemaVersion, people, publishedBytes };
  } finally {
    database.close();
  }
}

/** Source: sqlite.org/pragma.html, quick_check: one row «ok», or a row for each fault. */
function requireSound(database: Database): void {
  const found = String(Object.values(database.get("PRAGMA quick_check(1)") ?? {})[0]);
  if (found === "ok") return;
  throw new ExophotosError("stateDamaged", { path: database.path, problem: found });
}
