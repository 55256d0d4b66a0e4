import type { NetworkObstacle } from "../errors.ts";
import type { HttpFailure, HttpFailureKind } from "../platform/http-types.ts";
import type { FailedOutcome, FailureReason } from "../tenant/outcome.ts";
import type { GraphAnswer } from "./answer.ts";
import { type GraphError, readErrorBody } from "./error-body.ts";

/** Graph's last word that repeating cannot change. */
export interface Refusal {
  readonly kind: "refused";
  readonly answer: GraphAnswer;
  readonly error: GraphError;
  readonly tries: number;
}

/** No usable answer after all tries. `transport` says how a call without any answer ended. */
export interface Failure {
  readonly kind: "failed";
  readonly reason: FailureReason;
  readonly status: number | undefined;
  readonly graphCode: string | undefined;
  readonly message: string;
  readonly transport: HttpFailureKind | undefined;
  /** What is in the way of the call, where that is known. */
  readonly obstacle?: NetworkObstacle | undefined;
  readonly tries: number;
}

export type CallResult<T> = { readonly kind: "good"; readonly value: T; readonly tries: number } | Refusal | Failure;

const reasonOfTransport: Readonly<Record<HttpFailureKind, FailureReason>> = {
  dns: "unreachable",
  refused: "unreachable",
  tls: "unreachable",
  proxy: "unreachable",
  reset: "unreachable",
  other: "unreachable",
  timeout: "timeout",
  truncated: "invalidAnswer",
  tooLarge: "invalidAnswer",
};

/** The failure of a call that ended without a whole answer. */
export function transportFailure(failure: HttpFailure, tries: number): Failure {
  return {
    kind: "failed",
    reason: reasonOfTransport[failure.kind],
    status: undefined,
    graphCode: undefined,
    message: failure.message,
    transport: failure.kind,
    obstacle: failure.obstacle,
    tries,
  };
}

/** The failure of a call whose answer is no use. */
export function answerFailure(answer: GraphAnswer, reason: FailureReason, tries: number): Failure {
  const { code, message } = readErrorBody(answer.body);
  return { kind: "failed", reason, status: answer.status, graphCode: code, message, transport: undefined, tries };
}

/** The failure of a call that was not made, because a hold outlasts the longest wait allowed. */
export function heldTooLong(maxWaitMs: number, tries: number): Failure {
  return {
    kind: "failed",
    reason: "throttled",
    status: undefined,
    graphCode: undefined,
    message: `Graph asked to wait for longer than ${maxWaitMs / 1000} s`,
    transport: undefined,
    tries,
  };
}

/** A call that did not come to a good answer, as a failure. */
export function failureOf(result: Refusal | Failure): Failure {
  if (result.kind === "failed") return result;
  const reason =
    result.answer.status === 403 ? "forbidden" : result.answer.status >= 500 ? "serviceError" : "unexpected";
  return answerFailure(result.answer, reason, result.tries);
}

/**
 * Whether the parts of a batch that failed as a whole may fare better by themselves: one odd mailbox or one large photo
 * can spoil all of it, but nothing smaller helps against throttling, a missing permission or a network that is down.
 * Source: microsoft-graph-docs issue 1524.
 */
export function canBeBrokenUp(failure: Failure): boolean {
  switch (failure.reason) {
    case "throttled":
    case "forbidden":
      return false;
    case "unreachable":
      return failure.transport === "reset";
    case "unexpected":
      return failure.status === undefined || failure.status >= 400;
    case "serviceError":
    case "timeout":
    case "invalidAnswer":
      return true;
  }
}

/** A failure as the outcome of one person. */
export function failedOutcome(failure: Omit<Failure, "kind" | "transport" | "obstacle">): FailedOutcome {
  const { reason, status, graphCode, message, tries } = failure;
  return { kind: "failed", reason, status, graphCode, message, tries };
}
