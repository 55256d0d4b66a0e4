import type { ChecksumAlgorithm } from "../model/checksum.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { Database, Row } from "./database.ts";

/** A picture file that we made or were about to make. `name` is relative to OUT with forward slashes. */
export interface FileRecord {
  readonly name: string;
  readonly objectId: ObjectId;
  readonly bytes: number;
  readonly checksumAlgorithm: ChecksumAlgorithm;
  readonly checksum: string;
  readonly createdPass: number;
}

/** The files under photos/ and renditions/ that are ours: only they may ever be swept. */
export class FileStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Records a file before it is written, so that the sweep knows it even if the process dies right after. Returns whether
   * it was not on record yet.
   */
  intend(file: FileRecord, nowMs: number): boolean {
    const added = this.#database.run(
      `INSERT INTO files (name, object_id, bytes, checksum_algorithm, checksum, created_pass, unlisted_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      file.name,
      file.objectId,
      file.bytes,
      file.checksumAlgorithm,
      file.checksum,
      file.createdPass,
      nowMs,
    );
    return added > 0;
  }

  /** Records that a file which was on record was gone or damaged, and is written again in this pass. */
  writtenAgain(name: string, pass: number): void {
    this.#database.run("UPDATE files SET created_pass = ? WHERE name = ?", pass, name);
  }

  /** Files written in a pass from `pass` on, one at a time. */
  *since(pass: number): Generator<FileRecord> {
    for (const row of this.#database.iterate("SELECT * FROM files WHERE created_pass >= ?", pass))
      yield fileFromRow(row);
  }

  /** Names that no manifest has listed since `cutoffMs` and that no accepted photo or its renditions use. */
  *sweepable(cutoffMs: number): Generator<string> {
    const rows = this.#database.iterate(
      `SELECT name FROM files WHERE listed = 0 AND unlisted_at <= ?
         AND NOT EXISTS (SELECT 1 FROM photos WHERE photos.object_id = files.object_id AND photos.file = files.name)
         AND NOT EXISTS (SELECT 1 FROM photos, json_each(photos.renditions) AS made
           WHERE photos.object_id = files.object_id AND made.value ->> 'file' = files.name)
         AND NOT EXISTS (SELECT 1 FROM staged WHERE staged.object_id = files.object_id AND staged.file = files.name)
         AND NOT EXISTS (SELECT 1 FROM staged, json_each(staged.rendition_files) AS made
           WHERE staged.object_id = files.object_id AND made.value = files.name)`,
      cutoffMs,
    );
    for (const row of rows) yield String(row.name);
  }

  markListed(name: string): void {
    this.#database.run("UPDATE files SET listed = 1 WHERE name = ?", name);
  }

  forget(name: string): void {
    this.#database.run("DELETE FROM files WHERE name = ?", name);
  }

  /** Whether the manifest on disk lists a file, or may: that of a prepared publish can be the one on the disk already. */
  mayBeListed(objectId: ObjectId, name: string): boolean {
    const isStaged = () =>
      this.#database.get(
        `SELECT 1 FROM staged WHERE object_id = ?1
           AND (file = ?2 OR EXISTS (SELECT 1 FROM json_each(rendition_files) AS made WHERE made.value = ?2))`,
        objectId,
        name,
      ) !== undefined;
    return this.isListed(name) === true || isStaged();
  }

  /** Whether the manifest on disk lists a file of ours; undefined for a name that is not ours. */
  isListed(name: string): boolean | undefined {
    const row = this.#database.get("SELECT listed FROM files WHERE name = ?", name);
    return row === undefined ? undefined : row.listed === 1;
  }
}

function fileFromRow(row: Row): FileRecord {
  return {
    name: String(row.name),
    objectId: String(row.object_id) as ObjectId,
    bytes: Number(row.bytes),
    checksumAlgorithm: String(row.checksum_algorithm) as ChecksumAlgorithm,
    checksum: String(row.checksum),
    createdPass: Number(row.created_pass),
  };
}
