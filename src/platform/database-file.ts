import { closeSync, lstatSync, openSync } from "node:fs";
import { ExophotosError } from "../errors.ts";

/**
 * Refuses a database file that is a link to somewhere else, which SQLite would follow: it would make files there. Throws
 * `outputFailed` with ELOOP.
 */
export function refuseLinkedDatabase(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new ExophotosError("outputFailed", { path, action: "use", errno: "ELOOP" });
}

/**
 * Makes an empty database file for this account alone, where there is none; the log files that SQLite puts beside it have
 * its mode. Why it cannot be made SQLite says better when it opens it. Throws as `refuseLinkedDatabase`.
 */
export function makePrivateDatabase(path: string): void {
  refuseLinkedDatabase(path);
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch {
    // It is there already, or SQLite is refused as well.
  }
}
