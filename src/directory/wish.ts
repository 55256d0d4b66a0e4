import type { SQLOutputValue } from "node:sqlite";
import { type ChecksumAlgorithm, checksumAlgorithms } from "../model/checksum.ts";
import { type PhotoAttribute, photoAttributes } from "../model/directory.ts";
import type { Database, Row } from "../store/database.ts";

/** What became of a wish. */
export const wishResults = [
  /** The directory's side has not been looked at. */
  "unseen",
  /** The directory has these very bytes, or has none where none are wanted. */
  "same",
  /** It has another rendition of the same picture, which stays. */
  "sameLook",
  "added",
  "replaced",
  "removed",
  /** The person is in no directory: nothing that the join goes by is known of them. */
  "cloudOnly",
  /** The person's SID is of a domain that is not below the base. */
  "otherDomain",
  /** There is a photo, and the export has not made the wanted rendition of it. */
  "noRendition",
  "failed",
  /** To be done. */
  "planned",
  /** The server went away before the answer, and it could not be looked up. */
  "unconfirmed",
] as const;
export type WishResult = (typeof wishResults)[number];

/** Why a wish could not be fulfilled. */
export const wishProblems = [
  "notFound",
  "ambiguous",
  "shared",
  "gone",
  "forbidden",
  "constraint",
  "sizeLimit",
  "refused",
  "tooLarge",
  "changedMeanwhile",
  "pictureUnusable",
] as const;
export type WishProblem = (typeof wishProblems)[number];

/** What one attribute of one object shall be. */
export interface Wish {
  readonly id: number;
  /** Of the person in Entra. */
  readonly objectId: string;
  readonly userPrincipalName: string;
  /** Of the object in the directory; "" where it was not found. */
  readonly guid: string;
  readonly dn: string;
  readonly attribute: PhotoAttribute;
  /** The picture's file in the export, relative; "" where the workspace has the values, or where none are wanted. */
  readonly file: string;
  /** Of the picture. */
  readonly bytes: number;
  readonly algorithm: ChecksumAlgorithm;
  /** The fingerprint of the wanted values; "" where the attribute shall be empty. */
  readonly wanted: string;
  /** The attribute is changed only while it has this fingerprint; undefined where any will do. */
  readonly onlyOver: string | undefined;
  /** The fingerprint that was found, once it was read. */
  readonly previous: string;
}

export type NewWish = Omit<Wish, "id" | "previous">;

/** What became of a wish, and why. */
export interface Outcome {
  readonly result: WishResult;
  readonly problem?: WishProblem;
  /** The server's own words, or a clause of ours. */
  readonly detail?: string;
  readonly previous?: string;
}

/** Puts a wish on record; returns its id. */
export function addWish(database: Database, wish: NewWish, outcome: Outcome): number {
  const { objectId, userPrincipalName, guid, dn, attribute, file, bytes, algorithm, wanted, onlyOver } = wish;
  const { result, problem = "", detail = "", previous = "" } = outcome;
  const row = database.get(
    `INSERT INTO wishes (object_id, user_principal_name, guid, dn, attribute, file, bytes, algorithm, wanted, only_over,
       result, problem, detail, previous) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    ...[objectId, userPrincipalName, guid, dn, attribute, file, bytes, algorithm, wanted, onlyOver ?? null],
    ...[result, problem, detail, previous],
  );
  return Number(row?.id);
}

/** Records what became of a wish. What an outcome does not say of `previous` stays. */
export function recordOutcome(database: Database, wish: Pick<Wish, "id">, outcome: Outcome): void {
  const { result, problem = "", detail = "", previous } = outcome;
  database.run(
    "UPDATE wishes SET result = ?, problem = ?, detail = ?, previous = coalesce(?, previous) WHERE id = ?",
    ...[result, problem, detail, previous ?? null, wish.id],
  );
}

/** The next wishes of a result behind one, by their ids. */
export function wishesAfter(database: Database, result: WishResult, id: number, most: number): readonly Wish[] {
  return database
    .all("SELECT * FROM wishes WHERE result = ? AND id > ? ORDER BY id LIMIT ?", result, id, most)
    .map(toWish);
}

/** The wishes for an object that nobody has looked at. */
export function unseenOf(database: Database, guid: string): readonly Wish[] {
  return database.all("SELECT * FROM wishes WHERE guid = ? AND result = 'unseen'", guid).map(toWish);
}

/** A wish with what became of it. */
export interface SettledWish extends Wish {
  readonly result: WishResult;
  readonly problem: WishProblem | undefined;
  readonly detail: string;
}

/** All wishes with what became of them, in the order of the export. */
export function* settledWishes(database: Database): Generator<SettledWish> {
  for (const row of database.iterate("SELECT * FROM wishes ORDER BY object_id, attribute, id")) {
    yield {
      ...toWish(row),
      result: oneOf(wishResults, row.result),
      problem: row.problem === "" ? undefined : oneOf(wishProblems, row.problem),
      detail: String(row.detail),
    };
  }
}

/** How many wishes have each result. */
export function countResults(database: Database): Readonly<Record<WishResult, number>> {
  const counts = Object.fromEntries(wishResults.map((result) => [result, 0])) as Record<WishResult, number>;
  for (const { result, n } of database.all("SELECT result, count(*) AS n FROM wishes GROUP BY result")) {
    counts[oneOf(wishResults, result)] = Number(n);
  }
  return counts;
}

function toWish(row: Row): Wish {
  return {
    id: Number(row.id),
    objectId: String(row.object_id),
    userPrincipalName: String(row.user_principal_name),
    guid: String(row.guid),
    dn: String(row.dn),
    attribute: oneOf(photoAttributes, row.attribute),
    file: String(row.file),
    bytes: Number(row.bytes),
    algorithm: oneOf(checksumAlgorithms, row.algorithm),
    wanted: String(row.wanted),
    onlyOver: row.only_over === null ? undefined : String(row.only_over),
    previous: String(row.previous),
  };
}

/** A text of the workspace as one of the words that were put there. */
export function oneOf<T extends string>(words: readonly T[], text: SQLOutputValue | undefined): T {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new TypeError(`The workspace holds an unknown word: ${text}`);
  return word;
}
