import type { ObjectId } from "../model/object-id.ts";
import { idFraction } from "./due.ts";

/** What is known of a listed person's last answer. */
export interface RecheckFacts {
  /** When the answer came; undefined where there is none that settles anything: never asked, failed, its photo forgotten. */
  readonly settledAtMs: number | undefined;
  /** There may be another answer now: Exchange says otherwise, or the settings want something else of the photo. */
  readonly isHinted: boolean;
}

export interface RecheckPolicy {
  readonly nowMs: number;
  /** `--recheck-within`; undefined = everybody in every pass. */
  readonly withinMs: number | undefined;
  /** How long ago the pass before began: the next one will come after as long. 0 where there was none. */
  readonly sinceLastPassMs: number;
}

/**
 * Whether a listed person is asked about in this pass. Each person has an hour of their own in every period of `withinMs`,
 * by a hash of the id, and is asked in the first pass after it: so each pass asks its even share. An answer that
 * would be older than `withinMs` when the next pass comes is renewed in this one.
 */
export function isRecheckDue(
  objectId: ObjectId,
  { settledAtMs, isHinted }: RecheckFacts,
  { nowMs, withinMs, sinceLastPassMs }: RecheckPolicy,
): boolean {
  if (withinMs === undefined || settledAtMs === undefined || isHinted) return true;
  const ageMs = nowMs - settledAtMs;
  // An answer of the future is one of a wrong clock.
  if (ageMs < 0 || ageMs + sinceLastPassMs > withinMs + slackMs(sinceLastPassMs)) return true;
  const period = (atMs: number) => Math.floor(atMs / withinMs - idFraction(objectId));
  return period(nowMs) > period(settledAtMs);
}

/** A pass asks for hours, and starts a little earlier or later than the one before. */
function slackMs(sinceLastPassMs: number): number {
  return sinceLastPassMs / 8;
}
