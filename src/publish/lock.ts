import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { ExophotosError } from "../errors.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import { makePrivateDatabase } from "../platform/database-file.ts";
import { errnoOfSqlite, sqliteCode } from "../platform/sqlite-error.ts";

/** The right to write in an output directory, held until it is released or the process ends in whatever way. */
export interface OutputLock extends Disposable {
  release(): void;
}

/**
 * Takes the lock of OUT, whose `.exophotos` must exist. It is SQLite's own exclusive lock on an empty database, so the
 * operating system drops it with the process; lock.db itself stays and means nothing.
 * Throws `locked` at once when another process has it, `outputFailed` when it cannot be taken here at all.
 */
export function acquireLock(out: string): OutputLock {
  const { lockDb } = outputLayout(out);
  makePrivateDatabase(lockDb);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockDb, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    const errno = errnoOfSqlite(sqliteCode(error), lockDb) ?? "unknown";
    if (errno === "EBUSY") throw new ExophotosError("locked", { out }, error);
    throw new ExophotosError("outputFailed", { path: lockDb, action: "lock", errno }, error);
  }
  const held = database;
  const release = () => {
    if (held.isOpen) held.close();
  };
  return { release, [Symbol.dispose]: release };
}

/**
 * Whether another process holds the lock of OUT. It is read for an instant and never taken: only a pass that starts in
 * that instant would be refused. Throws `outputFailed`.
 */
export function isLockHeld(out: string): boolean {
  const { lockDb } = outputLayout(out);
  if (!existsSync(lockDb)) return false;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockDb, { timeout: 0, readOnly: true });
    database.exec("SELECT count(*) FROM sqlite_schema");
    return false;
  } catch (error) {
    const errno = errnoOfSqlite(sqliteCode(error), lockDb) ?? "unknown";
    if (errno === "EBUSY") return true;
    throw new ExophotosError("outputFailed", { path: lockDb, action: "lock", errno }, error);
  } finally {
    database?.close();
  }
}
