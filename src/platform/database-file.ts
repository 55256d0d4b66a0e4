import { closeSync, lstatSync, openSync } from "node:fs";
import { ExophotosError, errnoOf } from "../errors.ts";

/**
 * Refuses a database file that is a link to somewhere else, which SQLite would follow: it would make files there. Throws
 * `outputFailed`, for a link with ELOOP.
 */
export function refuseLinkedDatabase(path: string): void {
  const refusal = (errno: string, cause?: unknown) =>
    new ExophotosError("outputFailed", { path, action: "use", errno }, cause);
  let isLink: boolean | undefined;
  try {
    isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  } catch (error) {
    throw refusal(errnoOf(error), error);
  }
  if (isLink === true) throw refusal("ELOOP");
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
