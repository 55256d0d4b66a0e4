import type { DiscoverMode } from "../model/discover.ts";
import type { ObjectId } from "../model/object-id.ts";
import { refreshAgeMs } from "./due.ts";

/** When a listed person is asked about in a pass. */
export type Turn = "first" | "usual" | "last" | "notNow";

/** What is known of a listed person when Exchange has been heard. */
export interface TurnFacts {
  /** The mailbox's word; undefined where there is no mailbox or it says nothing. */
  readonly hasPicture: boolean | undefined;
  /** A photo is published or recorded. */
  readonly hasPhoto: boolean;
  /** When Graph last said that there is no photo; undefined where its last word is another, or there is none. */
  readonly deniedAtMs: number | undefined;
}

export interface TurnPolicy {
  readonly discover: DiscoverMode;
  readonly nowMs: number;
  readonly refreshAfterMs: number;
  /** `--full`: everybody whom the mode ever asks. */
  readonly full: boolean;
}

/**
 * When to ask about a person. Whoever has a photo is asked in every pass, so Exchange's word takes none away. A mailbox
 * that says «no picture» is believed only for somebody without one: `exchange` asks such a person behind all others, and
 * again when Graph's own denial is between half and all of `refreshAfterMs` old; `exchange-only` never asks.
 */
export function turnOf(objectId: ObjectId, facts: TurnFacts, policy: TurnPolicy): Turn {
  const { hasPicture, hasPhoto, deniedAtMs } = facts;
  if (policy.discover === "graph") return "usual";
  if (hasPicture === true) return "first";
  if (hasPicture === undefined || hasPhoto) return "usual";
  if (policy.discover === "exchange-only") return "notNow";
  if (policy.full || deniedAtMs === undefined) return "last";
  const ageMs = policy.nowMs - deniedAtMs;
  // A denial of the future is one of a wrong clock.
  const isFresh = ageMs >= 0 && ageMs < refreshAgeMs(objectId, policy.refreshAfterMs);
  return isFresh ? "notNow" : "last";
}
