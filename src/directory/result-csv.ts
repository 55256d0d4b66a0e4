import { csvText } from "../manifest/csv-writer.ts";
import type { Database } from "../store/database.ts";
import { type SettledWish, settledWishes } from "./wish.ts";

const columns = [
  "objectId",
  "userPrincipalName",
  "dn",
  "attribute",
  "result",
  "problem",
  "detail",
  "checksumAlgorithm",
  "previousChecksum",
  "checksum",
] as const;

/** What became of each picture, as CSV in UTF-8: a row for each person and attribute. */
export function resultCsv(database: Database): AsyncIterable<string> {
  return csvText(columns, records(database), ",");
}

function* records(database: Database): Generator<readonly string[]> {
  for (const wish of settledWishes(database)) yield record(wish);
}

function record(wish: SettledWish): readonly string[] {
  const { objectId, userPrincipalName, dn, attribute, result, problem = "", detail, algorithm } = wish;
  return [objectId, userPrincipalName, dn, attribute, result, problem, detail, algorithm, wish.previous, wish.wanted];
}
