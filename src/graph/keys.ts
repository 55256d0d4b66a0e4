import type { Person } from "../model/person.ts";
import type { Choice } from "../tenant/choice.ts";
import type { ListingStep } from "../tenant/port.ts";
import { maxBatchItems } from "./batch.ts";
import type { CallContext } from "./call.ts";
import { askEach } from "./each.ts";
import { listingError } from "./listing-error.ts";
import { type PersonSelection, personQuestion } from "./people.ts";

/**
 * Lists the people of a list of object ids or userPrincipalNames; those whom the tenant does not know are left out.
 * Throws as a listing does: one that could not be asked about leaves it unfinished.
 */
export async function* listKeys(
  context: CallContext,
  choice: Extract<Choice, { kind: "keys" }>,
  selection: PersonSelection,
  signal: AbortSignal,
): AsyncGenerator<ListingStep, void, undefined> {
  let people: Person[] = [];
  for await (const { outcome } of askEach(context, personQuestion(selection), choice.keys(), "batch", signal)) {
    if (outcome.kind === "failed") throw listingError(context.root, choice, selection, outcome);
    if (outcome.kind === "left") continue;
    people.push(outcome.person);
    if (people.length < maxBatchItems) continue;
    yield { kind: "page", people, total: undefined };
    people = [];
  }
  yield { kind: "page", people, total: undefined };
}
