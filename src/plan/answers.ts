import type {
  FailedOutcome,
  FetchOutcome,
  NoMailboxReason,
  NoneReason,
  PhotoOutcome,
  ProbeOutcome,
} from "../tenant/outcome.ts";

/** What is known of a person when an answer comes in. */
export interface AnswerContext {
  /** The etag to compare with (`comparableEtag`). */
  readonly knownEtag: string | undefined;
  readonly fetchAnyway: boolean;
  /** A photo of this person is published or recorded, so losing it needs proof. */
  readonly hasPhoto: boolean;
}

/** Decisions that end a person's work, or send it to a stage that asks again. */
export type SettledDecision =
  | { readonly do: "recordNone"; readonly reason: NoneReason }
  | { readonly do: "recordNoMailbox"; readonly reason: NoMailboxReason }
  | { readonly do: "recordFailed"; readonly failure: FailedOutcome }
  /** Ask for the photo alone until it was denied twice by `/photo` itself; `evidence` counts the denials so far. */
  | { readonly do: "confirmNone"; readonly evidence: number }
  /** The photo endpoint says that the user object is gone: ask for the person. */
  | { readonly do: "findPerson" };

export type ProbeDecision =
  | { readonly do: "recordUnchanged"; readonly etag: string }
  | { readonly do: "fetch"; readonly etag: string | undefined }
  | SettledDecision;

export type FetchDecision = { readonly do: "accept"; readonly photo: PhotoOutcome } | SettledDecision;

/** What the answer to a metadata question means for a person. */
export function decideProbe(outcome: ProbeOutcome, context: AnswerContext): ProbeDecision {
  if (outcome.kind !== "found") return decideWithoutPhoto(outcome, context, 1);
  const unchanged = outcome.etag !== undefined && outcome.etag === context.knownEtag && !context.fetchAnyway;
  return unchanged && outcome.etag !== undefined
    ? { do: "recordUnchanged", etag: outcome.etag }
    : { do: "fetch", etag: outcome.etag };
}

/** What the answer to a question for the bytes means for a person. A 404 of `$value` is no evidence against `/photo`. */
export function decideFetch(outcome: FetchOutcome, context: AnswerContext): FetchDecision {
  return outcome.kind === "photo" ? { do: "accept", photo: outcome } : decideWithoutPhoto(outcome, context, 0);
}

function decideWithoutPhoto(
  outcome: Exclude<ProbeOutcome, { kind: "found" }>,
  context: AnswerContext,
  evidence: number,
): SettledDecision {
  switch (outcome.kind) {
    case "none":
      return context.hasPhoto ? { do: "confirmNone", evidence } : { do: "recordNone", reason: outcome.reason };
    case "left":
      return { do: "findPerson" };
    case "noMailbox":
      return { do: "recordNoMailbox", reason: outcome.reason };
    case "failed":
      return { do: "recordFailed", failure: outcome };
  }
}

/** Denials by `/photo` itself, each in a call of its own or a batch, that it takes to believe that a photo is gone. */
export const neededEvidence = 2;
