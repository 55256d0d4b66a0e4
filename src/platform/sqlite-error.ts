import { accessSync, constants } from "node:fs";
import { errnoOf } from "../errors.ts";

/** SQLite's primary result code, or undefined for an error that is not SQLite's. Source: sqlite.org/rescode.html. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  return error.errcode & 0xff;
}

/** The system's error code for what SQLite says of a file, or undefined where it says something else. */
export function errnoOfSqlite(code: number | undefined, path: string): string | undefined {
  switch (code) {
    case 5: // SQLITE_BUSY
      return "EBUSY";
    case 8: // SQLITE_READONLY
      return whyReadOnly(path);
    case 10: // SQLITE_IOERR
      return "EIO";
    case 13: // SQLITE_FULL
      return "ENOSPC";
    case 3: // SQLITE_PERM
    case 14: // SQLITE_CANTOPEN
      return "EACCES";
    default:
      return undefined;
  }
}

/** SQLite opens for reading what it may not write, and then says only that. */
function whyReadOnly(path: string): string {
  try {
    accessSync(path, constants.W_OK);
    return "EACCES";
  } catch (error) {
    return errnoOf(error);
  }
}
