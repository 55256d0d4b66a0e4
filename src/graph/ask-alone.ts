import { limits } from "../model/limits.ts";
import type { CallContext } from "./call.ts";
import { call } from "./call.ts";
import { failedOutcome } from "./call-result.ts";
import type { Reading } from "./question.ts";

/**
 * Asks one question in a call of its own, `path` being relative to the version root. Failures are outcomes; throws what
 * `call` throws.
 */
export async function askAlone<O>(
  context: CallContext,
  reading: Reading<O>,
  path: string,
  maxTries: number,
  signal: AbortSignal,
): Promise<O> {
  const result = await call(
    context,
    {
      method: "GET",
      url: `${context.root}${path}`,
      kind: `${reading.kind} alone`,
      ...(reading.kind === "people" ? {} : { counter: "plainGets" }),
      items: 1,
      answers: reading.answers,
      maxBytes: limits.aloneAnswerBytes,
      maxTries,
      read: (answer) => {
        const judgement = reading.judge(answer);
        // Wrapped, so that an outcome that is itself undefined stays an outcome.
        return judgement.kind === "outcome" ? { outcome: judgement.outcome } : undefined;
      },
    },
    signal,
  );
  if (result.kind === "good") return result.value.outcome;
  if (result.kind === "failed") return reading.failed(failedOutcome(result));
  const judgement = reading.judge(result.answer);
  if (judgement.kind === "outcome") return judgement.outcome;
  return reading.failed({
    kind: "failed",
    reason: judgement.kind === "renewToken" ? "forbidden" : judgement.reason,
    status: result.answer.status,
    graphCode: result.error.code,
    message: result.error.message,
    tries: result.tries,
  });
}
