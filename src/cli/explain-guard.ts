import type { ErrorFacts, GuardFinding } from "../errors.ts";
import { counted, grouped } from "../model/quantities.ts";
import type { Explanation } from "./explanation.ts";

/** What a guard saw, where the list of removals is, and the command line that accepts it once. */
export function explainGuard(facts: ErrorFacts["guardStopped"]): Explanation {
  return {
    what: `${finding(facts.finding)} Nothing was published; what was published before stays as it is.`,
    ...whoWouldGo(facts),
    todo: todo(facts),
  };
}

function finding(found: GuardFinding): string {
  switch (found.guard) {
    case "maxDelete":
      return `This pass would remove ${grouped(found.removals)} of ${counted(found.rows, "row", "rows")}, and ${grouped(found.allowed)} are allowed.`;
    case "nothingLeft":
      return `This pass would leave nothing of ${counted(found.rows, "row", "rows")}.`;
    case "emptyListing":
      return `The listing of people came back empty, and ${counted(found.rows, "row is", "rows are")} published.`;
    case "columnEmptied":
      return `The column ${found.column}, filled in ${grouped(found.filled)} of ${counted(found.rows, "row", "rows")}, would become empty for all.`;
  }
}

function whoWouldGo({ removalsFile, examples }: ErrorFacts["guardStopped"]): { why?: string } {
  const list = removalsFile === undefined ? [] : [`The list is in ${removalsFile}.`];
  const some = examples.length === 0 ? [] : [`Among them: ${examples.join(", ")}.`];
  const why = [...list, ...some].join(" ");
  return why === "" ? {} : { why };
}

function todo({ finding: found, accept }: ErrorFacts["guardStopped"]): string {
  const check = checks[found.guard];
  return accept === undefined ? check : `${check} If it is right, accept it once: exophotos export ${accept}`;
}

const checks: Record<GuardFinding["guard"], string> = {
  maxDelete:
    "Check whether these people really left or lost their photos: a changed filter, group or permission looks the same.",
  nothingLeft: 'Check "filter", "group" and "users-from", and whether the application still sees the tenant\'s users.',
  emptyListing: 'Check "filter", "group" and "users-from", and whether the application still sees the tenant\'s users.',
  columnEmptied: "Check whether the application still has User.Read.All: without it Graph leaves such columns empty.",
};
