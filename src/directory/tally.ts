import type { Database } from "../store/database.ts";
import {
  countResults,
  oneOf,
  type SettledWish,
  settledWishes,
  type WishProblem,
  type WishResult,
  wishProblems,
} from "./wish.ts";

/** What a run came to. */
export interface Tally {
  readonly results: Readonly<Record<WishResult, number>>;
  /** How many failed, by the reason; those that there are. */
  readonly problems: Readonly<Partial<Record<WishProblem, number>>>;
  /** The first ones that failed, or whose change is not confirmed. */
  readonly failures: readonly SettledWish[];
}

/** Counts the workspace's wishes, and names at most so many failures. */
export function tally(database: Database, mostFailures: number): Tally {
  const problems = database
    .all("SELECT problem, count(*) AS n FROM wishes WHERE problem <> '' GROUP BY problem ORDER BY n DESC")
    .map(({ problem, n }) => [oneOf(wishProblems, problem), Number(n)] as const);
  const failures: SettledWish[] = [];
  for (const wish of settledWishes(database)) {
    if (failures.length === mostFailures) break;
    if (wish.result === "failed" || wish.result === "unconfirmed") failures.push(wish);
  }
  return { results: countResults(database), problems: Object.fromEntries(problems), failures };
}
