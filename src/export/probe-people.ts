import { type AnswerContext, decideProbe } from "../plan/answers.ts";
import { comparableEtag } from "../plan/due.ts";
import type { JoinedPerson } from "../store/people.ts";
import type { ProbeAnswer } from "../tenant/outcome.ts";
import { knownPhoto } from "./list-people.ts";
import type { PassContext } from "./pass-context.ts";
import { settle } from "./record-answer.ts";
import { recordUnchanged } from "./record-unchanged.ts";

/** Carries out what a probe's answer means for a person. */
export async function recordProbe(context: PassContext, { objectId, outcome }: ProbeAnswer): Promise<void> {
  const { state, writes, bell } = context;
  context.watch.see(outcome);
  const known = state.people.get(objectId);
  if (known === undefined) return;
  const decision = decideProbe(outcome, answerContext(context, known));
  switch (decision.do) {
    case "recordUnchanged":
      return await recordUnchanged(context, known, decision.etag);
    case "fetch":
      await writes.add(() =>
        state.people.setTodo(objectId, "fetch", {
          pendingEtag: decision.etag,
          fetchAnyway: known.record.fetchAnyway,
        }),
      );
      bell.ring();
      return;
    default:
      return await settle(context, known, decision);
  }
}

/** What the decisions need to know of a person. */
export function answerContext(context: PassContext, known: JoinedPerson): AnswerContext {
  return {
    knownEtag: comparableEtag(knownPhoto(known), context.etagTrait),
    fetchAnyway: known.record.fetchAnyway,
    hasPhoto: known.photo !== undefined || known.published?.photo !== undefined,
  };
}
