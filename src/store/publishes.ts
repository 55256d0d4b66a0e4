import type { Change, ChangeReason, ChangeType } from "../model/change.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { Database, Row } from "./database.ts";
import type { MetaKey } from "./meta.ts";
import { rowFromJson, rowToJson } from "./row-json.ts";

/** One difference between the published rows and the next ones; without a sequence number where only the etag differs. */
export interface StagedDifference {
  readonly objectId: ObjectId;
  readonly sequence: number | undefined;
  readonly changeType: ChangeType;
  readonly reason: ChangeReason;
  readonly published: ManifestRow | undefined;
  readonly next: ManifestRow | undefined;
}

/** A publish as recorded. `description` is the JSON of the manifest's description, as the caller wrote it. */
export interface PublishRecord {
  readonly pass: number;
  readonly state: "prepared" | "published";
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly description: string;
  readonly publishedAtMs: number;
}

/** What is published, what is prepared, and the one transaction between the two. */
export class PublishStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Opens the transaction in which differences are staged; `prepare` commits it, `discard` gives it up. */
  beginStaging(): void {
    // The one commit that must survive a power loss before manifest.csv is replaced.
    this.#database.execute("PRAGMA synchronous = FULL");
    this.#database.execute("BEGIN IMMEDIATE");
    this.#clearStaged();
  }

  /** Stages a single value, which counts once the publish does. */
  stageMeta(key: MetaKey, value: string): void {
    this.#database.run("INSERT INTO staged_meta (key, value) VALUES (?, ?)", key, value);
  }

  stage(difference: StagedDifference): void {
    const { objectId, published, next } = difference;
    const photo = next?.photo;
    const renditions = renditionFiles(next);
    const unlisted = renditionFiles(published).filter((file) => !renditions.includes(file));
    this.#database.run(
      `INSERT INTO staged (object_id, sequence, change_type, reason, row_json, etag, userPrincipalName, file,
         previous_file, checksum, previous_checksum, modified, rendition_files, unlisted_renditions)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      objectId,
      difference.sequence ?? null,
      difference.changeType,
      difference.reason,
      next === undefined ? null : rowToJson(next),
      photo?.etag ?? "",
      (next ?? published)?.properties.userPrincipalName ?? "",
      photo?.file ?? "",
      published?.photo?.file ?? "",
      photo?.checksum ?? "",
      published?.photo?.checksum ?? "",
      (next ?? published)?.photo?.modified ?? "",
      JSON.stringify(renditions),
      JSON.stringify(unlisted),
    );
  }

  /** Commits what was staged as a prepared publish, flushed to disk. */
  prepare(record: Omit<PublishRecord, "state">): void {
    this.#database.run(
      `INSERT INTO publishes (pass, state, first_sequence, last_sequence, description, published_at)
       VALUES (?, 'prepared', ?, ?, ?, ?)`,
      record.pass,
      record.firstSequence,
      record.lastSequence,
      record.description,
      record.publishedAtMs,
    );
    this.#database.execute("COMMIT");
    this.#database.execute("PRAGMA synchronous = NORMAL");
  }

  /** Gives up what was staged since `beginStaging`; does nothing once it is prepared. */
  discard(): void {
    this.#database.rollback();
    this.#database.execute("PRAGMA synchronous = NORMAL");
  }

  /** The publish that was prepared and neither finished nor undone. */
  prepared(): PublishRecord | undefined {
    const row = this.#database.get("SELECT * FROM publishes WHERE state = 'prepared'");
    return row === undefined ? undefined : publishFromRow(row);
  }

  /** The last publish that was finished. */
  lastPublished(): PublishRecord | undefined {
    const row = this.#database.get("SELECT * FROM publishes WHERE state = 'published' ORDER BY pass DESC LIMIT 1");
    return row === undefined ? undefined : publishFromRow(row);
  }

  /** The last change that was out at a time; 0 when none was. */
  lastSequenceBefore(timeMs: number): number {
    const row = this.#database.get(
      "SELECT max(last_sequence) AS last FROM publishes WHERE state = 'published' AND published_at <= ?",
      timeMs,
    );
    return Number(row?.last ?? 0);
  }

  /** The staged changes in order of their sequence numbers. */
  *stagedChanges(): Generator<Change> {
    for (const row of this.#database.iterate("SELECT * FROM staged WHERE sequence IS NOT NULL ORDER BY sequence")) {
      yield changeFromRow(row);
    }
  }

  /** Names of files that the staged rows list: photos that the published ones do not, and all renditions. */
  *newlyListedFiles(): Generator<string> {
    const rows = this.#database.iterate(
      `SELECT file FROM staged WHERE file <> '' AND file <> previous_file
       UNION ALL SELECT value FROM staged, json_each(rendition_files)`,
    );
    for (const row of rows) yield String(row.file);
  }

  /** Makes the staged rows the published ones, and forgets the photos and people that they remove. */
  markPublished(pass: number, nowMs: number): void {
    this.#database.transaction(() => {
      this.#publishStaged(nowMs);
      // By the answers, not the staged rows: a photo that was never published goes as well.
      this.#database.run(
        `DELETE FROM photos WHERE object_id IN
           (SELECT object_id FROM people WHERE asked_pass = ? AND answer IN ('noneConfirmed', 'left', 'outOfChoice'))`,
        pass,
      );
      this.#database.run("DELETE FROM people WHERE asked_pass = ? AND answer IN ('left', 'outOfChoice')", pass);
      this.#database.run("INSERT OR REPLACE INTO meta SELECT key, value FROM staged_meta");
      this.#clearStaged();
      this.#database.run("UPDATE publishes SET state = 'published', published_at = ? WHERE pass = ?", nowMs, pass);
      this.#database.run(
        `INSERT OR REPLACE INTO meta (key, value)
         SELECT 'lastSequence', CAST(max(last_sequence) AS TEXT) FROM publishes WHERE state = 'published'`,
      );
    });
  }

  /** Forgets a prepared publish; its sequence numbers are free again. */
  undo(pass: number): void {
    this.#database.transaction(() => {
      this.#clearStaged();
      this.#database.run("DELETE FROM publishes WHERE pass = ? AND state = 'prepared'", pass);
    });
  }

  /**
   * Forgets the publishes that nobody can ask for any more: those before the change `expired`, the last one whose history
   * is gone, and those that only repeated the manifest of an earlier one. What `lastSequenceBefore` says of later times
   * stays as it is.
   */
  forgetExpired(expired: number): void {
    this.#database.run(
      `DELETE FROM publishes WHERE state = 'published' AND (last_sequence < ? OR EXISTS
         (SELECT 1 FROM publishes AS first WHERE first.state = 'published' AND first.last_sequence = publishes.last_sequence
            AND (first.published_at, first.pass) < (publishes.published_at, publishes.pass)))`,
      expired,
    );
  }

  /** Enters a row as published without a publish of ours: for a state that is rebuilt from manifest.csv. */
  adopt(row: ManifestRow): void {
    this.#database.run(
      "INSERT OR REPLACE INTO published (object_id, row_json, etag) VALUES (?, ?, ?)",
      row.objectId,
      rowToJson(row),
      row.photo?.etag ?? "",
    );
  }

  countPublished(): number {
    return Number(this.#database.get("SELECT count(*) AS n FROM published")?.n ?? 0);
  }

  /** The published row of a person, if there is one. */
  row(objectId: ObjectId): ManifestRow | undefined {
    const row = this.#database.get("SELECT row_json, etag FROM published WHERE object_id = ?", objectId);
    return row === undefined ? undefined : rowFromJson(String(row.row_json), String(row.etag));
  }

  /**
   * The staged rows become the published ones, and their files the listed ones. One row after another: as one statement
   * SQLite would keep all of a first pass in memory, in case it had to undo the statement.
   */
  #publishStaged(nowMs: number): void {
    const unlist = (file: string) =>
      this.#database.run("UPDATE files SET listed = 0, unlisted_at = ? WHERE name = ?", nowMs, file);
    const list = (file: string) => this.#database.run("UPDATE files SET listed = 1 WHERE name = ?", file);
    const staged = this.#database.iterate(
      `SELECT object_id, row_json IS NULL AS is_removed, file, previous_file, rendition_files, unlisted_renditions
       FROM staged`,
    );
    for (const row of staged) {
      const [objectId, file, previous] = [String(row.object_id), String(row.file), String(row.previous_file)];
      if (previous !== file && previous !== "") unlist(previous);
      if (file !== "") list(file);
      for (const name of fileNames(row.unlisted_renditions)) unlist(name);
      for (const name of fileNames(row.rendition_files)) list(name);
      this.#database.run(
        row.is_removed === 1
          ? "DELETE FROM published WHERE object_id = ?"
          : "INSERT OR REPLACE INTO published SELECT object_id, row_json, etag FROM staged WHERE object_id = ?",
        objectId,
      );
    }
  }

  #clearStaged(): void {
    this.#database.run("DELETE FROM staged");
    this.#database.run("DELETE FROM staged_meta");
  }
}

function fileNames(json: unknown): readonly string[] {
  return JSON.parse(String(json)) as string[];
}

function renditionFiles(row: ManifestRow | undefined): string[] {
  return Object.values(row?.photo?.renditions ?? {}).map(({ file }) => file);
}

function publishFromRow(row: Row): PublishRecord {
  return {
    pass: Number(row.pass),
    state: row.state === "prepared" ? "prepared" : "published",
    firstSequence: Number(row.first_sequence),
    lastSequence: Number(row.last_sequence),
    description: String(row.description),
    publishedAtMs: Number(row.published_at),
  };
}

function changeFromRow(row: Row): Change {
  return {
    sequence: Number(row.sequence),
    changeType: String(row.change_type) as ChangeType,
    reason: String(row.reason) as ChangeReason,
    objectId: String(row.object_id) as ObjectId,
    userPrincipalName: String(row.userPrincipalName),
    file: String(row.file),
    checksum: String(row.checksum),
    previousChecksum: String(row.previous_checksum),
    modified: String(row.modified),
  };
}
