import type { ObjectId } from "../model/object-id.ts";
import type { Database } from "./database.ts";

/** What a mailbox said of itself, and in which pass. */
export interface MailboxRecord {
  readonly hasPicture: boolean;
  readonly listedPass: number;
}

/** What Exchange said of mailboxes when it was last listed. */
export class MailboxStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  put(objectId: ObjectId, hasPicture: boolean, pass: number): void {
    this.#database.run(
      "INSERT OR REPLACE INTO mailboxes (object_id, has_picture, listed_pass) VALUES (?, ?, ?)",
      objectId,
      hasPicture ? 1 : 0,
      pass,
    );
  }

  get(objectId: ObjectId): MailboxRecord | undefined {
    const row = this.#database.get("SELECT has_picture, listed_pass FROM mailboxes WHERE object_id = ?", objectId);
    return row === undefined ? undefined : { hasPicture: row.has_picture === 1, listedPass: Number(row.listed_pass) };
  }

  /** Forgets the mailboxes that a listing which reached its end did not have. */
  forgetOthers(pass: number): void {
    this.#database.run("DELETE FROM mailboxes WHERE listed_pass <> ?", pass);
  }

  /** How many mailboxes a pass heard of, and how many of them say that they have a picture. */
  count(pass: number): { readonly mailboxes: number; readonly withPicture: number } {
    const row = this.#database.get(
      "SELECT count(*) AS n, coalesce(sum(has_picture), 0) AS pictures FROM mailboxes WHERE listed_pass = ?",
      pass,
    );
    return { mailboxes: Number(row?.n ?? 0), withPicture: Number(row?.pictures ?? 0) };
  }

  /** People whose photo was answered for in a pass although their mailbox says that it has none. */
  countContradicted(pass: number): number {
    const row = this.#database.get(
      `SELECT count(*) AS n FROM mailboxes JOIN people USING (object_id)
       WHERE has_picture = 0 AND mailboxes.listed_pass = ?1 AND asked_pass = ?1 AND answer IN ('photo', 'unchanged')`,
      pass,
    );
    return Number(row?.n ?? 0);
  }
}
