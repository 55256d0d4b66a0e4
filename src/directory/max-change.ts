import { ExophotosError } from "../errors.ts";
import { allowedChanges, type MaxChange } from "../model/max-change.ts";
import type { Database } from "../store/database.ts";

const mostExamples = 5;

/**
 * Throws `changesStopped` where more is planned than may be done of what was looked at. Given in so many words it counts
 * every change; otherwise pictures that a directory has, and empty attributes are filled freely.
 */
export function guardChanges(database: Database, maxChange: MaxChange | "usual" | "any"): void {
  if (maxChange === "any") return;
  const row = database.get(
    `SELECT count(*) AS looked_at, coalesce(sum(result = 'planned'), 0) AS planned,
       coalesce(sum(result = 'planned' AND previous <> ''), 0) AS over_others FROM wishes WHERE guid <> ''`,
  );
  const lookedAt = Number(row?.looked_at ?? 0);
  const counted = maxChange === "usual" ? "overwritten" : "all";
  const changes = Number((maxChange === "usual" ? row?.over_others : row?.planned) ?? 0);
  const allowed = allowedChanges(maxChange === "usual" ? undefined : maxChange, lookedAt);
  if (changes <= allowed) return;
  throw new ExophotosError("changesStopped", { changes, counted, allowed, lookedAt, examples: examplesIn(database) });
}

/** Those whose picture is there and would be another come first. */
function examplesIn(database: Database): readonly string[] {
  return database
    .all(
      `SELECT DISTINCT coalesce(nullif(user_principal_name, ''), object_id) AS person FROM wishes
       WHERE result = 'planned' ORDER BY previous = '', id LIMIT ?`,
      mostExamples,
    )
    .map(({ person }) => String(person));
}
