import type { FailureReason } from "../tenant/outcome.ts";

/** A failure that can concern everybody: 403 (a permission), or no usable answer at all (an outage). */
export type EveryoneFailure = "forbidden" | "outage";

/** How a pass's answers stand. `streak` counts the last answers in a row that failed in the way of `kind`. */
export interface EveryoneTally {
  readonly answered: number;
  readonly kind: EveryoneFailure | undefined;
  readonly streak: number;
}

export const emptyTally: EveryoneTally = { answered: 0, kind: undefined, streak: 0 };

const enoughAtStart: Readonly<Record<EveryoneFailure, number>> = { forbidden: 20, outage: 60 };
const enoughInARow = 200;

/** The tally after one more answer; `failure` is undefined for any answer but a failure. */
export function tallied(tally: EveryoneTally, failure: FailureReason | undefined): EveryoneTally {
  const kind = failure === undefined ? undefined : everyoneKind(failure);
  const continues = kind !== undefined && kind === tally.kind;
  return { answered: tally.answered + 1, kind, streak: kind === undefined ? 0 : continues ? tally.streak + 1 : 1 };
}

/**
 * What concerns everybody rather than some people: every answer so far failed in one way (20 of 403, 60 of an outage,
 * or any number once `ended`), or 200 in a row did later on.
 */
export function failsForEveryone(tally: EveryoneTally, ended: boolean): EveryoneFailure | undefined {
  const { kind, streak, answered } = tally;
  if (kind === undefined) return undefined;
  const allSoFar = streak === answered && (ended || answered >= enoughAtStart[kind]);
  return allSoFar || streak >= enoughInARow ? kind : undefined;
}

function everyoneKind(failure: FailureReason): EveryoneFailure | undefined {
  switch (failure) {
    case "forbidden":
      return "forbidden";
    case "unreachable":
    case "timeout":
    case "serviceError":
      return "outage";
    case "throttled":
    case "invalidAnswer":
    case "unexpected":
      return undefined;
  }
}
