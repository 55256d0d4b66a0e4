import type { ManifestRow } from "../model/manifest-row.ts";
import type { ObjectId } from "../model/object-id.ts";
import { type Person, type PersonProperties, personPropertyNames } from "../model/person.ts";
import type { Database, Row } from "./database.ts";
import { type PhotoRecord, photoFromRow } from "./photos.ts";
import { rowFromJson } from "./row-json.ts";

export const todos = ["probe", "fetch", "confirm", "find"] as const;
/** Work that a person still needs in the running pass. */
export type Todo = (typeof todos)[number];

/** How the last question about a person ended. */
export type Answer = "photo" | "unchanged" | "none" | "noneConfirmed" | "noMailbox" | "failed" | "left" | "outOfChoice";

/** A failed or otherwise remarkable answer in detail, for `explain` and last-run.json. */
export interface AnswerDetail {
  readonly reason: string;
  readonly status?: number | undefined;
  readonly graphCode?: string | undefined;
  readonly message?: string | undefined;
  readonly tries?: number | undefined;
}

/** A person as known, with the work of the running pass. Times in milliseconds since 1970, 0 = never. */
export interface PersonRecord {
  readonly person: Person;
  readonly listedPass: number;
  /** Ended listings in a row that did not have them. */
  readonly missedListings: number;
  readonly fetchAnyway: boolean;
  /** The mediaEtag read before the bytes are fetched. */
  readonly pendingEtag: string | undefined;
  /** Denials of the photo by `/photo` itself in this pass. */
  readonly evidence: number;
  readonly askedPass: number;
  readonly askedAtMs: number;
  readonly answer: Answer | undefined;
  readonly answerDetail: AnswerDetail | undefined;
}

export interface TodoChange {
  readonly fetchAnyway?: boolean;
  readonly pendingEtag?: string | undefined;
  readonly evidence?: number;
}

/** Where a listed person stands among those with the same work; within a place whoever was asked longest ago comes first. */
const places = { first: 0, usual: 1, last: 2 } as const;
export type Place = keyof typeof places;

/** Above any time of an answer in milliseconds, so that a place outweighs it. */
const placeSpan = 2 ** 43;

/** The first thing to do for a listed person. */
export interface ListedWork {
  readonly todo: Todo;
  readonly fetchAnyway: boolean;
  readonly place: Place;
}

/** A person beside their photo and their published row. */
export interface JoinedPerson {
  readonly record: PersonRecord;
  readonly photo: PhotoRecord | undefined;
  readonly published: ManifestRow | undefined;
}

const joinedSql = `
  SELECT people.*, photos.object_id AS photo_id, photos.file, photos.content_type, photos.bytes, photos.width,
    photos.height, photos.checksum_algorithm, photos.checksum, photos.metadata_etag, photos.value_etag, photos.size,
    photos.modified, photos.fetched_at, photos.fetched_pass, photos.renditions, photos.perceptual_hash, photos.transcoded, published.row_json, published.etag AS published_etag
  FROM people LEFT JOIN photos USING (object_id) LEFT JOIN published USING (object_id)`;

const whoseSql = `${joinedSql} WHERE people.object_id = ?`;

const putListedSql = listedSql([], "");
const giveListedSql = listedSql(
  ["todo", "fetch_anyway", "priority"],
  `, todo = excluded.todo, fetch_anyway = excluded.fetch_anyway, priority = excluded.priority + asked_at,
      pending_etag = NULL, evidence = 0`,
);
const putPropertiesSql = `
  UPDATE people SET ${personPropertyNames.map((name) => `${name} = ?`).join(", ")}, extra = ? WHERE object_id = ?`;

/** Everybody known, and what is left to do for them. */
export class PeopleStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(objectId: ObjectId): JoinedPerson | undefined {
    const row = this.#database.get(whoseSql, objectId);
    return row === undefined ? undefined : joinedFromRow(row);
  }

  /** People with this userPrincipalName, compared without case. */
  withUserPrincipalName(userPrincipalName: string): JoinedPerson[] {
    return this.#database
      .all(`${joinedSql} WHERE people.userPrincipalName = ? COLLATE NOCASE`, userPrincipalName)
      .map(joinedFromRow);
  }

  /** Everybody, ordered by object id, one at a time. */
  *all(): Generator<JoinedPerson> {
    for (const row of this.#database.iterate(`${joinedSql} ORDER BY people.object_id`)) yield joinedFromRow(row);
  }

  /** Enters or updates a person as listed in a pass; without work given they keep what they have. */
  putListed(person: Person, pass: number, work?: ListedWork): void {
    const { objectId, properties, extra } = person;
    const values = personPropertyNames.map((name) => properties[name]);
    if (work === undefined) {
      this.#database.run(putListedSql, objectId, ...values, JSON.stringify(extra), pass);
    } else {
      const { todo, fetchAnyway, place } = work;
      const given = [todo, fetchAnyway ? 1 : 0, places[place] * placeSpan];
      this.#database.run(giveListedSql, objectId, ...values, JSON.stringify(extra), pass, ...given);
    }
  }

  /** Updates what is known of a person whom no listing gave. */
  putProperties({ objectId, properties, extra }: Person): void {
    this.#database.run(
      putPropertiesSql,
      ...personPropertyNames.map((name) => properties[name]),
      JSON.stringify(extra),
      objectId,
    );
  }

  /** Gives a person work before those whom a listing brings; whoever was asked longest ago comes first. */
  setTodo(objectId: ObjectId, todo: Todo, change: TodoChange = {}): void {
    this.#database.run(
      `UPDATE people SET todo = ?, priority = asked_at, fetch_anyway = ?, pending_etag = ?, evidence = ?
       WHERE object_id = ?`,
      todo,
      change.fetchAnyway === true ? 1 : 0,
      change.pendingEtag ?? null,
      change.evidence ?? 0,
      objectId,
    );
  }

  /**
   * Takes up to `limit` people off one kind of work, those of the last place only where `upTo` is that; `bytes` is the
   * size of the photo last seen, 0 = none.
   */
  claim(
    todo: Todo,
    limit: number,
    upTo: "usual" | "last" = "last",
  ): { readonly objectId: ObjectId; readonly bytes: number }[] {
    const rows = this.#database.all(
      `UPDATE people SET todo = NULL
       WHERE object_id IN (SELECT object_id FROM people WHERE todo = ? AND priority < ? ORDER BY priority LIMIT ?)
       RETURNING object_id, priority,
         coalesce((SELECT bytes FROM photos WHERE photos.object_id = people.object_id), 0) AS bytes`,
      todo,
      (places[upTo] + 1) * placeSpan,
      limit,
    );
    // RETURNING gives them in no order.
    rows.sort((one, other) => Number(one.priority) - Number(other.priority));
    return rows.map((row) => ({ objectId: String(row.object_id) as ObjectId, bytes: Number(row.bytes) }));
  }

  /** Work that an earlier pass left behind is not this one's. */
  clearTodo(): void {
    this.#database.run("UPDATE people SET todo = NULL WHERE todo IS NOT NULL");
  }

  /** Whether anybody still has work. */
  hasTodo(): boolean {
    return this.#database.get("SELECT 1 FROM people WHERE todo IS NOT NULL LIMIT 1") !== undefined;
  }

  /** Sends people with one kind of work and no etag read beforehand back to be probed first, then fetched. */
  probeBeforeFetching(pass: number): void {
    this.#database.run(
      "UPDATE people SET todo = 'probe', fetch_anyway = 1 WHERE todo = 'fetch' AND pending_etag IS NULL",
    );
    this.#database.run(
      `UPDATE people SET todo = 'probe', fetch_anyway = 1 WHERE todo IS NULL AND object_id IN
         (SELECT object_id FROM photos WHERE fetched_pass = ? AND metadata_etag IS NULL)`,
      pass,
    );
  }

  /** Marks everybody whom an ended listing did not have, and returns how many they are. */
  markAbsent(pass: number): number {
    return this.#database.run(
      `UPDATE people SET todo = 'find', priority = asked_at, missed_listings = missed_listings + 1, evidence = 0
       WHERE listed_pass <> ?`,
      pass,
    );
  }

  recordAnswer(objectId: ObjectId, pass: number, atMs: number, answer: Answer, detail?: AnswerDetail): void {
    this.#database.run(
      "UPDATE people SET todo = NULL, asked_pass = ?, asked_at = ?, answer = ?, answer_detail = ? WHERE object_id = ?",
      pass,
      atMs,
      answer,
      detail === undefined ? null : JSON.stringify(detail),
      objectId,
    );
  }

  /** How many people a pass got each answer for. */
  countAnswers(pass: number): Partial<Record<Answer, number>> {
    const rows = this.#database.all(
      "SELECT answer, count(*) AS n FROM people WHERE asked_pass = ? AND answer IS NOT NULL GROUP BY answer",
      pass,
    );
    return Object.fromEntries(rows.map((row) => [String(row.answer), Number(row.n)]));
  }

  /** People listed in a pass who were not asked about in it. */
  countNotAsked(pass: number): number {
    const row = this.#database.get(
      "SELECT count(*) AS n FROM people WHERE listed_pass = ? AND asked_pass <> ?",
      pass,
      pass,
    );
    return Number(row?.n ?? 0);
  }

  /** People whose answer in a pass was a failure, in order of their ids. */
  failures(pass: number, limit: number): PersonRecord[] {
    return this.#database
      .all("SELECT * FROM people WHERE asked_pass = ? AND answer = 'failed' ORDER BY object_id LIMIT ?", pass, limit)
      .map(recordFromRow);
  }
}

function listedSql(workColumns: readonly string[], updateWork: string): string {
  const columns = ["object_id", ...personPropertyNames, "extra", "listed_pass", ...workColumns];
  return `
    INSERT INTO people (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
    ON CONFLICT (object_id) DO UPDATE SET
      ${personPropertyNames.map((name) => `${name} = excluded.${name}`).join(", ")},
      extra = excluded.extra, listed_pass = excluded.listed_pass, missed_listings = 0${updateWork}`;
}

function joinedFromRow(row: Row): JoinedPerson {
  return {
    record: recordFromRow(row),
    photo: row.photo_id === null ? undefined : photoFromRow(row),
    published: row.row_json === null ? undefined : rowFromJson(String(row.row_json), String(row.published_etag)),
  };
}

function recordFromRow(row: Row): PersonRecord {
  const properties: Record<string, string> = {};
  for (const name of personPropertyNames) properties[name] = String(row[name]);
  return {
    person: {
      objectId: String(row.object_id) as ObjectId,
      properties: properties as unknown as PersonProperties,
      extra: JSON.parse(String(row.extra)) as Record<string, string>,
    },
    listedPass: Number(row.listed_pass),
    missedListings: Number(row.missed_listings),
    fetchAnyway: row.fetch_anyway === 1,
    pendingEtag: row.pending_etag === null ? undefined : String(row.pending_etag),
    evidence: Number(row.evidence),
    askedPass: Number(row.asked_pass),
    askedAtMs: Number(row.asked_at),
    answer: row.answer === null ? undefined : (String(row.answer) as Answer),
    answerDetail: row.answer_detail === null ? undefined : (JSON.parse(String(row.answer_detail)) as AnswerDetail),
  };
}
