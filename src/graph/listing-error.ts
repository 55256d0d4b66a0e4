import { ExophotosError } from "../errors.ts";
import type { Choice } from "../tenant/choice.ts";
import type { FailedOutcome } from "../tenant/outcome.ts";
import { type Failure, failureOf, type Refusal } from "./call-result.ts";
import type { PersonSelection } from "./people.ts";

/** The last answer to a listing that could not be finished. */
type LastAnswer = Omit<Failure | FailedOutcome, "kind">;

/** Why a listing could not be finished, as the error that stops the pass. */
export function listingError(
  root: string,
  choice: Choice,
  selection: PersonSelection,
  result: Refusal | Failure | FailedOutcome,
): ExophotosError {
  const last: LastAnswer = result.kind === "refused" ? failureOf(result) : result;
  const call = choice.kind === "group" ? "list group members" : "list users";
  const { status, graphCode, message, tries } = last;
  if (last.reason === "forbidden") {
    return new ExophotosError("permissionMissing", { call, permissions: permissionsFor(choice, selection), graphCode });
  }
  const setting = status === undefined ? undefined : refusedSetting(choice, selection, status);
  if (status !== undefined && setting !== undefined) {
    return new ExophotosError("choiceRefused", { setting, status, graphCode, message });
  }
  const problem = status === undefined ? message : [`answered ${status}`, graphCode, message].filter(Boolean).join(" ");
  const obstacle = "obstacle" in result ? result.obstacle : undefined;
  return new ExophotosError("unreachable", { host: new URL(root).host, call, problem, tries, obstacle });
}

/** Least first. Source: GDC api-reference/v1.0/api/user-list.md, group-list-transitivemembers; MC704030. */
function permissionsFor(choice: Choice, selection: PersonSelection): readonly string[] {
  if (choice.kind === "group") return ["GroupMember.Read.All"];
  const needsMore = selection.properties === "all" || selection.extraProperties.length > 0;
  return needsMore ? ["User.Read.All"] : ["User.ReadBasic.All", "User.Read.All"];
}

/** The setting whose value Graph refused: 400 and 404 are about the query, 501 about a property of `$select`. */
function refusedSetting(choice: Choice, selection: PersonSelection, status: number): string | undefined {
  if (status === 501) return selection.extraProperties.length > 0 ? "columns" : undefined;
  if (status !== 400 && status !== 404) return undefined;
  switch (choice.kind) {
    case "filter":
      return "filter";
    case "group":
      return "group";
    case "keys":
      return choice.origin;
    case "everyone":
      return selection.extraProperties.length > 0 ? "columns" : undefined;
  }
}
