import type { Database } from "./database.ts";

/**
 * Single values of the state. `choice`, `rowSettings` and `links` (both JSON) and `checksum` are those last published,
 * `refreshAfterMs`, `recheckWithinMs` (0 = none) and `fileMode` those of the last pass. `linkMarks` (JSON) are the marks by
 * which the by-name folders are known. `concurrency` is the number of calls in flight that the last pass which could tell
 * ended with, `historySweptTo` the last change that a sweep took out of the history.
 */
export type MetaKey =
  | "tenantId"
  | "history"
  | "lastSequence"
  | "etagTrait"
  | "choice"
  | "rowSettings"
  | "checksum"
  | "links"
  | "linkMarks"
  | "refreshAfterMs"
  | "recheckWithinMs"
  | "fileMode"
  | "concurrency"
  | "historySweptTo";

/** The named single values of a state database. */
export class MetaStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(key: MetaKey): string | undefined {
    const value = this.#database.get("SELECT value FROM meta WHERE key = ?", key)?.value;
    return typeof value === "string" ? value : undefined;
  }

  set(key: MetaKey, value: string): void {
    this.#database.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value);
  }

  /** The sequence number of the last published change; 0 before the first. */
  lastSequence(): number {
    return Number(this.get("lastSequence") ?? "0");
  }
}
