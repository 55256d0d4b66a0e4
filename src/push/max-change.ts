import { ExophotosError } from "../errors.ts";
import { allowedChanges, type MaxChange, usualCount } from "../model/max-change.ts";
import type { PushPerson } from "./result.ts";

const mostExamples = 5;

/**
 * Throws `pushStopped` where more people would be changed than may be. Unless it is given, photos are sent freely to those
 * who have none, and no more than 20, or a tenth of those named, are replaced by others; 20 are removed.
 */
export function guardChanges(
  maxChange: MaxChange | undefined,
  change: "send" | "remove",
  changes: readonly { readonly person: PushPerson; readonly replaces: boolean }[],
  named: number,
): void {
  const counted = maxChange === undefined ? changes.filter(({ replaces }) => replaces) : changes;
  const takesAway = maxChange === undefined && change === "remove";
  const allowed = takesAway ? usualCount : allowedChanges(maxChange, named);
  if (counted.length <= allowed) return;
  throw new ExophotosError("pushStopped", {
    change: maxChange === undefined && change === "send" ? "replace" : change,
    changes: counted.length,
    allowed,
    named,
    examples: counted.slice(0, mostExamples).map(({ person }) => person.userPrincipalName),
    accept: changes.length,
  });
}
