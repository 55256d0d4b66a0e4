import type { ObjectId } from "../model/object-id.ts";
import type { Database, Row } from "./database.ts";

/** A file of a by-name folder that we made, or are about to make. */
export interface LinkRecord {
  readonly folder: string;
  /** What no other file of the folder may have in common with it. */
  readonly key: string;
  readonly name: string;
  readonly objectId: ObjectId;
  /** The picture that it is, relative to OUT. */
  readonly file: string;
  /** It was seen to be done; otherwise it may be missing, or still be another picture. */
  readonly isPlaced: boolean;
}

/** The files of the by-name folders that are ours: only they are ever replaced or deleted. */
export class LinkStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** All of them, one at a time. */
  *all(): Generator<LinkRecord> {
    for (const row of this.#database.iterate("SELECT * FROM links")) yield linkFromRow(row);
  }

  /** The folders that have any. */
  folders(): string[] {
    const folders: string[] = [];
    for (let last = ""; ; ) {
      const row = this.#database.get("SELECT min(folder) AS folder FROM links WHERE folder > ?", last);
      if (typeof row?.folder !== "string") return folders;
      last = row.folder;
      folders.push(last);
    }
  }

  hasAny(folder: string): boolean {
    return this.#database.get("SELECT 1 FROM links WHERE folder = ?", folder) !== undefined;
  }

  has(folder: string, key: string, name: string): boolean {
    const sql = "SELECT 1 FROM links WHERE folder = ? AND name_key = ? AND name = ?";
    return this.#database.get(sql, folder, key, name) !== undefined;
  }

  /** Records a file before it is made or replaced, so that it is ours even if the process dies right after. */
  intend({ folder, key, name, objectId, file }: Omit<LinkRecord, "isPlaced">): void {
    this.#database.run(
      `INSERT INTO links (folder, name_key, name, object_id, file, placed) VALUES (?, ?, ?, ?, ?, 0)
       ON CONFLICT DO UPDATE SET object_id = excluded.object_id, file = excluded.file, placed = 0`,
      folder,
      key,
      name,
      objectId,
      file,
    );
  }

  markPlaced({ folder, key, name }: Pick<LinkRecord, "folder" | "key" | "name">): void {
    this.#database.run("UPDATE links SET placed = 1 WHERE folder = ? AND name_key = ? AND name = ?", folder, key, name);
  }

  forget({ folder, key, name }: Pick<LinkRecord, "folder" | "key" | "name">): void {
    this.#database.run("DELETE FROM links WHERE folder = ? AND name_key = ? AND name = ?", folder, key, name);
  }

  forgetFolder(folder: string): void {
    this.#database.run("DELETE FROM links WHERE folder = ?", folder);
  }
}

function linkFromRow(row: Row): LinkRecord {
  return {
    folder: String(row.folder),
    key: String(row.name_key),
    name: String(row.name),
    objectId: String(row.object_id) as ObjectId,
    file: String(row.file),
    isPlaced: row.placed === 1,
  };
}
