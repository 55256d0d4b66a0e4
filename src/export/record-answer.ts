import type { ObjectId } from "../model/object-id.ts";
import type { SettledDecision } from "../plan/answers.ts";
import type { Answer, AnswerDetail, JoinedPerson } from "../store/people.ts";
import type { FailedOutcome } from "../tenant/outcome.ts";
import type { PassContext } from "./pass-context.ts";

/** Records how a person's question ended, and counts it. `alongside` is written in the same transaction. */
export async function recordAnswer(
  context: PassContext,
  objectId: ObjectId,
  answer: Answer,
  detail?: AnswerDetail,
  alongside?: () => void,
): Promise<void> {
  const { state, parts, pass, progress, writes } = context;
  await writes.add(() => {
    alongside?.();
    state.people.recordAnswer(objectId, pass, parts.clock.now(), answer, detail);
  });
  progress.answered += 1;
  if (answer === "unchanged") progress.unchanged += 1;
  if (answer === "none" || answer === "noneConfirmed" || answer === "noMailbox") progress.withoutPhoto += 1;
  progress.report();
}

/**
 * Records that nothing is known about a person; they keep what is published. `alongside` is written in the same
 * transaction.
 */
export async function recordFailure(
  context: PassContext,
  known: JoinedPerson,
  detail: AnswerDetail,
  alongside?: () => void,
): Promise<void> {
  const { objectId, properties } = known.record.person;
  context.progress.personFailed(objectId, properties.userPrincipalName, detail.reason, detail.message ?? "");
  await recordAnswer(context, objectId, "failed", detail, alongside);
}

/** A failed question as it is recorded. */
export function failureDetail({ reason, status, graphCode, message, tries }: FailedOutcome): AnswerDetail {
  return { reason, status, graphCode, message, tries };
}

/** Carries out a decision that needs no photo. */
export async function settle(context: PassContext, known: JoinedPerson, decision: SettledDecision): Promise<void> {
  const { state, writes } = context;
  const { objectId } = known.record.person;
  switch (decision.do) {
    case "recordNone":
      return await recordAnswer(context, objectId, "none", { reason: decision.reason });
    case "recordNoMailbox":
      return await recordAnswer(context, objectId, "noMailbox", { reason: decision.reason });
    case "recordFailed":
      return await recordFailure(context, known, failureDetail(decision.failure));
    case "confirmNone":
      return await writes.add(() => state.people.setTodo(objectId, "confirm", { evidence: decision.evidence }));
    case "findPerson":
      return await writes.add(() => state.people.setTodo(objectId, "find"));
  }
}
