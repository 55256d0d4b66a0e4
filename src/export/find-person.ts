import type { Person } from "../model/person.ts";
import type { JoinedPerson } from "../store/people.ts";
import type { FetchRequest } from "../tenant/port.ts";
import { giveWork } from "./list-people.ts";
import type { PassContext } from "./pass-context.ts";
import { recordAnswer, recordFailure } from "./record-answer.ts";

/** Times that a user object must be said to be gone, each asked alone, before the person counts as left. */
const neededDenials = 2;

/**
 * Asks for a user object by id: for people whom an ended listing did not have, and for those whose photo was answered
 * with «no such user».
 */
export async function findPerson(context: PassContext, { objectId }: FetchRequest): Promise<void> {
  const { state, parts, stops } = context;
  const known = state.people.get(objectId);
  if (known === undefined) return;
  for (let denials = 0; denials < neededDenials; denials += 1) {
    if (stops.soft.aborted) return;
    const outcome = await parts.tenant.findPerson(objectId, stops.hard);
    switch (outcome.kind) {
      case "left":
        continue;
      case "failed": {
        const { reason, status, graphCode, message, tries } = outcome;
        return await recordFailure(context, known, { reason, status, graphCode, message, tries });
      }
      case "exists":
        return await recordExisting(context, known, outcome.person);
    }
  }
  await recordAnswer(context, objectId, "left");
}

async function recordExisting(context: PassContext, known: JoinedPerson, person: Person): Promise<void> {
  const { pass, progress, writes } = context;
  if (known.record.listedPass === pass) {
    const message = "the photo was answered with «no such user», but the user exists";
    return await recordFailure(context, known, { reason: "unexpected", message, tries: 1 });
  }
  if (isOutOfChoice(context, known)) return await recordAnswer(context, person.objectId, "outOfChoice");
  progress.unlistedKept += 1;
  await writes.add(() => giveWork(context, person, known));
}

/**
 * Somebody who exists and was not listed has been left out by the choice, or by a listing that was short. Without a
 * choice it can only be the listing. With one it takes a choice that the operator changed, or two listings in a row.
 */
function isOutOfChoice(context: PassContext, known: JoinedPerson): boolean {
  return context.choiceIsRestricted && (context.choiceChanged || known.record.missedListings >= 2);
}
