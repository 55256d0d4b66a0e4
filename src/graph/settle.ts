import { backoffMs } from "../platform/backoff.ts";
import { retryAfterMs } from "../platform/retry-after.ts";
import type { FailedOutcome, FailureReason } from "../tenant/outcome.ts";
import type { GraphAnswer } from "./answer.ts";
import type { BatchAnswers } from "./batch.ts";
import { RawText } from "./batch-json.ts";
import type { CallContext } from "./call.ts";
import { challengedClaims } from "./challenge.ts";
import type { Entry } from "./collector.ts";
import { type GraphError, readErrorBody } from "./error-body.ts";
import type { Question } from "./question.ts";

/** Where the items of a batch go. */
export interface Settling<I, O> {
  takeBack(entry: Entry<I>, dueMs: number): void;
  finish(entry: Entry<I>, outcome: O): Promise<void>;
}

/** As for a hold: a timer may end early, a server's clock run late. */
const safetyMs = 10;

/**
 * Gives each item of an answered batch its outcome, or takes it back for a later one: not before its own `Retry-After`,
 * after a back-off where there is none, and at once when its token was refused and a new one was got. An item without
 * an answer counts as one with an unreadable answer. Its last failure is its outcome once its tries are used up, or when
 * it would have to wait for longer than allowed. The answers are used up then.
 */
export async function settleBatch<I, O>(
  context: CallContext,
  question: Question<I, O>,
  entries: readonly Entry<I>[],
  answers: BatchAnswers,
  renewals: number,
  settling: Settling<I, O>,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    entries.map(async (entry, place) => {
      const answer = answers.get(place) ?? missing;
      const judgement = question.judge(answer);
      switch (judgement.kind) {
        case "outcome":
          return settling.finish(entry, judgement.outcome);
        case "renewToken":
          if (entry.renewed)
            return settling.finish(
              entry,
              question.failed(failure(entry, "forbidden", answer, readErrorBody(answer.body))),
            );
          await context.bearers.renew({ renewals, claims: challengedClaims(answer.headers) }, signal);
          context.traffic.retries += 1;
          return settling.takeBack({ ...entry, renewed: true }, context.clock.monotonic());
        case "giveUp":
          return settling.finish(entry, question.failed(failure(entry, judgement.reason, answer, judgement.error)));
        case "again": {
          const named = retryAfterMs(answer.headers, context.clock.now());
          const tooLong = named !== undefined && named > context.maxWaitMs;
          const tries = entry.tries + 1;
          if (tooLong || tries >= context.maxTries) {
            const reason = tooLong ? "throttled" : judgement.reason;
            return settling.finish(entry, question.failed(failure(entry, reason, answer, judgement.error)));
          }
          context.traffic.retries += 1;
          const waitMs = named === undefined ? backoffMs(tries, context.random) : named + safetyMs;
          return settling.takeBack({ ...entry, tries }, context.clock.monotonic() + waitMs);
        }
      }
    }),
  );
  for (const { body } of answers.values()) if (body instanceof RawText) body.freeAnswer();
}

const missing: GraphAnswer = { status: 200, headers: {}, body: undefined };

function failure<I>(entry: Entry<I>, reason: FailureReason, answer: GraphAnswer, error: GraphError): FailedOutcome {
  const { code, message } = error;
  return { kind: "failed", reason, status: answer.status, graphCode: code, message, tries: entry.tries + 1 };
}
