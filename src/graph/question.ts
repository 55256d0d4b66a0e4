import type { FailedOutcome, FailureReason, FoundOutcome, PhotoOutcome, ProbeOutcome } from "../tenant/outcome.ts";
import type { GraphAnswer } from "./answer.ts";
import type { BatchKind } from "./batch.ts";
import { classify } from "./classify.ts";
import { type GraphError, readErrorBody } from "./error-body.ts";

/** What one answer means. `again` and `giveUp` are failures that repeating can or cannot mend. */
export type Judgement<O> =
  | { readonly kind: "outcome"; readonly outcome: O }
  | { readonly kind: "again" | "giveUp"; readonly reason: FailureReason; readonly error: GraphError }
  | { readonly kind: "renewToken" };

/** How answers of one kind are read. */
export interface Reading<O> {
  readonly kind: BatchKind;
  /** What an answer of status 200 holds when the question is asked in a call of its own. */
  readonly answers: "json" | "bytes";
  judge(answer: GraphAnswer): Judgement<O>;
  failed(failure: FailedOutcome): O;
}

/** One question, asked about many. */
export interface Question<I, O> extends Reading<O> {
  /** Relative to the version root, with a leading slash. */
  path(item: I): string;
  /** Bytes of the photo that the answer will hold, 0 for none, undefined where unknown. */
  expectedBytes(item: I): number | undefined;
  /** Bytes of the photo that it held, 0 for none. */
  bytesIn(outcome: O): number;
  /** Goes on from an outcome with calls of its own where that is not the last word. */
  finish?(item: I, outcome: O, signal: AbortSignal): Promise<O>;
}

type NoPhoto = Exclude<ProbeOutcome, FoundOutcome>;

/** How answers of the photo endpoints are read; `read` is for those of status 200, undefined when it is no photo's. */
export function photoReading<S extends FoundOutcome | PhotoOutcome>(
  kind: "metadata" | "value",
  read: (answer: GraphAnswer) => S | NoPhoto | undefined,
): Reading<S | NoPhoto> {
  return {
    kind,
    answers: kind === "value" ? "bytes" : "json",
    failed: (failure) => failure,
    judge: (answer) => {
      if (answer.status === 200) return readOr(read(answer));
      const error = readErrorBody(answer.body);
      const verdict = classify(answer, error);
      switch (verdict.kind) {
        case "none":
        case "left":
        case "noMailbox":
          return { kind: "outcome", outcome: verdict };
        case "again":
        case "giveUp":
          return { kind: verdict.kind, reason: verdict.reason, error };
        case "renewToken":
          return verdict;
      }
    },
  };
}

/** What was read from an answer of status 200, or that it has to be asked again. */
export function readOr<O>(outcome: O | undefined): Judgement<O> {
  if (outcome !== undefined) return { kind: "outcome", outcome };
  return { kind: "again", reason: "invalidAnswer", error: { code: undefined, message: "not what was asked for" } };
}
