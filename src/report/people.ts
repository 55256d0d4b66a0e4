import type { Change } from "../model/change.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import type { PersonProperties } from "../model/person.ts";
import { inTurns } from "../platform/turns.ts";
import type { JoinedPerson } from "../store/people.ts";
import { openScratch } from "../store/scratch.ts";
import { type GroupedBy, type PhotoChange, personOf, type ReportPerson } from "./person.ts";

const schema = `
  CREATE TABLE people (
    object_id TEXT PRIMARY KEY,
    user_principal_name TEXT NOT NULL,
    sam_account_name TEXT NOT NULL DEFAULT '',
    employee_id TEXT NOT NULL DEFAULT '',
    of_group TEXT NOT NULL,
    file TEXT,
    bytes INTEGER,
    width INTEGER,
    height INTEGER,
    modified TEXT,
    change TEXT,
    previous_checksum TEXT NOT NULL DEFAULT '',
    is_gone INTEGER NOT NULL DEFAULT 0,
    failure TEXT,
    failure_detail TEXT,
    has_no_mailbox INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  -- Whom the page lists, in its order.
  CREATE TABLE listed (place INTEGER PRIMARY KEY, object_id TEXT NOT NULL) STRICT;
  CREATE TABLE groups (place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;`;

const personColumns = "object_id, user_principal_name, sam_account_name, employee_id, of_group";
const putRowSql = `INSERT INTO people (${personColumns}, file, bytes, width, height, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const putKnownSql = `
  INSERT INTO people (${personColumns}, failure, failure_detail, has_no_mailbox) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (object_id) DO UPDATE SET
    failure = excluded.failure, failure_detail = excluded.failure_detail,
    has_no_mailbox = excluded.has_no_mailbox`;
const putChangeSql = `
  INSERT INTO people (object_id, user_principal_name, of_group, change, previous_checksum, is_gone) VALUES (?, ?, ?, ?, ?, 1)
  ON CONFLICT (object_id) DO UPDATE SET change = excluded.change, previous_checksum = excluded.previous_checksum`;

/** Whoever needs attention goes first where there is no room for everybody. */
const importanceSql =
  "CASE WHEN failure IS NOT NULL THEN 0 WHEN change IS NOT NULL THEN 1 WHEN file IS NULL THEN 2 ELSE 3 END";
const listSql = `
  INSERT INTO listed (object_id)
  SELECT object_id FROM
    (SELECT object_id, user_principal_name FROM people ORDER BY ${importanceSql}, object_id LIMIT ?)
  ORDER BY user_principal_name COLLATE NOCASE, object_id`;

/** A person whom the page lists, with their place in it from 0. */
export interface ListedPerson {
  readonly place: number;
  readonly person: ReportPerson;
}

/** Everybody of an export in a temporary file, which goes when it is disposed of: they are never all in memory. */
export class ReportPeople implements Disposable {
  readonly #database = openScratch(schema);
  readonly #groupedBy: GroupedBy;

  /** Throws `outputFailed`, as all of it does, where the folder for temporary files cannot be used. */
  constructor(groupedBy: GroupedBy) {
    this.#groupedBy = groupedBy;
  }

  /** Takes in what is published: first of all. Throws what the rows throw, or the signal's reason. */
  async takeRows(rows: AsyncIterable<ManifestRow>, signal: AbortSignal): Promise<void> {
    this.#database.execute("BEGIN");
    for await (const { objectId, properties, photo, extra } of rows) {
      signal.throwIfAborted();
      const file = [photo?.file, photo?.bytes, photo?.width, photo?.height, photo?.modified].map(
        (part) => part ?? null,
      );
      this.#database.run(putRowSql, objectId, ...this.#valuesOf(properties, extra), ...file);
    }
    this.#database.execute("COMMIT");
  }

  /** Takes in whoever the state knows, with how a pass ended for them. Throws the signal's reason. */
  async takeKnown(known: Iterable<JoinedPerson>, pass: number, signal: AbortSignal): Promise<void> {
    this.#database.execute("BEGIN");
    for await (const { record } of inTurns(known, signal)) {
      const { person, answer, answerDetail, askedPass } = record;
      const hasFailed = answer === "failed" && askedPass === pass;
      const detail = [answerDetail?.status, answerDetail?.graphCode, answerDetail?.message].filter(Boolean).join(", ");
      this.#database.run(
        putKnownSql,
        person.objectId,
        ...this.#valuesOf(person.properties, person.extra),
        hasFailed ? (answerDetail?.reason ?? "unexpected") : null,
        hasFailed ? detail : null,
        answer === "noMailbox" ? 1 : 0,
      );
    }
    this.#database.execute("COMMIT");
  }

  /** Takes in what the last published pass changed; changes of other columns than the photo's are passed over. */
  async takeChanges(changes: AsyncIterable<Change>, signal: AbortSignal): Promise<void> {
    this.#database.execute("BEGIN");
    for await (const { objectId, userPrincipalName, checksum, previousChecksum } of changes) {
      signal.throwIfAborted();
      const change = photoChange(checksum, previousChecksum);
      if (change === undefined) continue;
      const group = this.#groupedBy === "domain" ? domainOf(userPrincipalName) : "";
      this.#database.run(putChangeSql, objectId, userPrincipalName, group, change, previousChecksum);
    }
    this.#database.execute("COMMIT");
  }

  /** How many there are without and with those who are gone, and how many have a photo. */
  count(): { readonly people: number; readonly withPhoto: number; readonly all: number } {
    const row = this.#database.get(
      "SELECT count(*) AS whole, sum(is_gone = 0) AS people, sum(file IS NOT NULL) AS photos FROM people",
    );
    return { all: Number(row?.whole ?? 0), people: Number(row?.people ?? 0), withPhoto: Number(row?.photos ?? 0) };
  }

  /** How many photos the last published pass changed. */
  countChanges(): Readonly<Record<PhotoChange, number>> {
    const counts = { added: 0, changed: 0, removed: 0 };
    for (const row of this.#database.all(
      "SELECT change, count(*) AS n FROM people WHERE change IS NOT NULL GROUP BY 1",
    )) {
      counts[String(row.change) as PhotoChange] = Number(row.n);
    }
    return counts;
  }

  /** The groups by how many of theirs have no photo, most first. */
  *groups(): Generator<{ readonly name: string; readonly people: number; readonly withPhoto: number }> {
    const rows = this.#database.iterate(
      `SELECT of_group, count(*) AS people, sum(file IS NOT NULL) AS photos FROM people WHERE is_gone = 0
       GROUP BY of_group ORDER BY people - photos DESC, of_group`,
    );
    for (const row of rows) {
      yield { name: String(row.of_group), people: Number(row.people), withPhoto: Number(row.photos) };
    }
  }

  /** The reasons for failures, the most frequent first, with the words that came with one of each. */
  failures(): readonly { readonly reason: string; readonly people: number; readonly detail: string }[] {
    return this.#database
      .all(
        `SELECT failure, count(*) AS n, max(failure_detail) AS detail FROM people WHERE failure IS NOT NULL
         GROUP BY failure ORDER BY n DESC, failure`,
      )
      .map((row) => ({ reason: String(row.failure), people: Number(row.n), detail: String(row.detail ?? "") }));
  }

  /** How many photos are in each of some ranges of a number, each from a bound (included) to the next (not included). */
  spread(of: "bytes" | "edge" | "age", bounds: readonly number[], nowMs: number): readonly number[] {
    const value = {
      bytes: "bytes",
      edge: "max(width, height)",
      age: `(${Math.floor(nowMs / 1000)} - unixepoch(modified)) / 86400.0`,
    }[of];
    return bounds.map((from, index) => {
      const to = bounds[index + 1] ?? Number.MAX_SAFE_INTEGER;
      const sql = `SELECT count(*) AS n FROM people WHERE file IS NOT NULL AND ${value} >= ? AND ${value} < ?`;
      return Number(this.#database.get(sql, from, to)?.n ?? 0);
    });
  }

  /** Chooses whom the page lists, those who need attention before the others, in order of their names; how many they are. */
  list(most: number): number {
    const listed = this.#database.run(listSql, most);
    this.#database.execute(
      "INSERT INTO groups (name) SELECT DISTINCT of_group FROM listed JOIN people USING (object_id) ORDER BY of_group",
    );
    return listed;
  }

  /** The groups of those whom the page lists, in order of their names. */
  *groupNames(): Generator<string> {
    for (const row of this.#database.iterate("SELECT name FROM groups ORDER BY place")) yield String(row.name);
  }

  /** Whom the page lists, in its order, with the place of their group from 0. */
  *listed(): Generator<{ readonly person: ReportPerson; readonly group: number }> {
    const rows = this.#database.iterate(
      `SELECT people.*, groups.place AS group_place
       FROM listed CROSS JOIN people USING (object_id) JOIN groups ON groups.name = of_group ORDER BY listed.place`,
    );
    for (const row of rows) yield { person: personOf(row), group: Number(row.group_place) - 1 };
  }

  /** The listed ones who have or had a photo: changed ones first, then the others by object id. */
  *pictured(): Generator<ListedPerson> {
    const rows = this.#database.iterate(
      `SELECT place, people.* FROM listed JOIN people USING (object_id)
       WHERE file IS NOT NULL OR change IS NOT NULL ORDER BY change IS NULL, object_id`,
    );
    for (const row of rows) yield { place: Number(row.place) - 1, person: personOf(row) };
  }

  #valuesOf(properties: PersonProperties, extra: Readonly<Record<string, string>>): readonly string[] {
    const { userPrincipalName, onPremisesSamAccountName, employeeId, onPremisesDomainName } = properties;
    const domain = onPremisesDomainName || domainOf(userPrincipalName);
    const group = this.#groupedBy === "department" ? (extra.department ?? "") : domain.toLowerCase();
    return [userPrincipalName, onPremisesSamAccountName, employeeId, group];
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function photoChange(checksum: string, previousChecksum: string): PhotoChange | undefined {
  if (checksum === previousChecksum) return undefined;
  if (previousChecksum === "") return "added";
  return checksum === "" ? "removed" : "changed";
}

function domainOf(userPrincipalName: string): string {
  return userPrincipalName.slice(userPrincipalName.lastIndexOf("@") + 1).toLowerCase();
}
