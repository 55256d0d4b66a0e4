import type { Person } from "../model/person.ts";
import type { JoinedPerson } from "../store/people.ts";
import type { PersonAnswer } from "../tenant/port.ts";
import { firstWork } from "./list-people.ts";
import type { PassContext } from "./pass-context.ts";
import { failureDetail, recordAnswer, recordFailure } from "./record-answer.ts";
import { unusableText } from "./unusable-text.ts";

/**
 * Carries out what asking for a user object came to: for people whom an ended listing did not have, and for those whose
 * photo was answered with «no such user». One who is said to be gone is asked for once more, alone, and has left only
 * when that says so too.
 */
export async function recordFound(context: PassContext, { objectId, outcome }: PersonAnswer): Promise<void> {
  const { state, parts, stops } = context;
  const known = state.people.get(objectId);
  if (known === undefined) return;
  const answer = outcome.kind === "left" ? await parts.tenant.findPerson(objectId, stops.hard) : outcome;
  switch (answer.kind) {
    case "left":
      return await recordAnswer(context, objectId, "left");
    case "failed":
      return await recordFailure(context, known, failureDetail(answer));
    case "exists":
      return await recordExisting(context, known, answer.person);
  }
}

async function recordExisting(context: PassContext, known: JoinedPerson, person: Person): Promise<void> {
  const { state, pass, progress, writes } = context;
  if (known.record.listedPass === pass) {
    const message = "the photo was answered with «no such user», but the user exists";
    return await recordFailure(context, known, { reason: "unexpected", message, tries: 1 });
  }
  if (isOutOfChoice(context, known)) return await recordAnswer(context, person.objectId, "outOfChoice");
  progress.unlistedKept += 1;
  const unusable = unusableText(person);
  if (unusable !== undefined) return await recordFailure(context, known, unusable);
  await writes.add(() => {
    state.people.putProperties(person);
    const { todo, fetchAnyway } = firstWork(context, person, known);
    state.people.setTodo(person.objectId, todo, { fetchAnyway });
  });
}

/**
 * Somebody who exists and was not listed has been left out by the choice, or by a listing that was short. Without a
 * choice it can only be the listing. With one it takes a choice that the operator changed, or two listings in a row;
 * who is not published has nothing to lose.
 */
function isOutOfChoice({ choiceIsRestricted, choiceChanged }: PassContext, known: JoinedPerson): boolean {
  if (!choiceIsRestricted) return false;
  return choiceChanged() || known.published === undefined || known.record.missedListings >= 2;
}
