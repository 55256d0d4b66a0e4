import type { ObjectId } from "../model/object-id.ts";

/** Why the photo endpoint says that there is no photo; each is a 404 of its own form, or the placeholder. */
export type NoneReason =
  | "imageNotFound"
  | "itemNotFound"
  | "placeholder"
  | "profileNotFound"
  | "notSupported"
  | "emptyAnswer";

/** Why there is no mailbox or profile to have a photo in. Never «the photo was deleted». */
export type NoMailboxReason = "onPremises" | "inactive" | "notProvisioned" | "noExchange";

export const failureReasons = [
  "throttled",
  "forbidden",
  "serviceError",
  "unreachable",
  "timeout",
  "invalidAnswer",
  "unexpected",
] as const;

/** Why nothing is known about a person's photo after all tries. */
export type FailureReason = (typeof failureReasons)[number];

export interface NoneOutcome {
  readonly kind: "none";
  readonly reason: NoneReason;
}
/** The user object itself is gone (404 Request_ResourceNotFound). */
export interface LeftOutcome {
  readonly kind: "left";
}
export interface NoMailboxOutcome {
  readonly kind: "noMailbox";
  readonly reason: NoMailboxReason;
}
export interface FailedOutcome {
  readonly kind: "failed";
  readonly reason: FailureReason;
  /** HTTP status of the last answer, undefined where there was none. */
  readonly status: number | undefined;
  /** Graph's error code of the last answer. */
  readonly graphCode: string | undefined;
  /** A short text for the log: Graph's message or the transport's. */
  readonly message: string;
  readonly tries: number;
}
/** Metadata of the largest photo. Sizes in pixels; etag normalized, undefined where Graph gave none. */
export interface FoundOutcome {
  readonly kind: "found";
  readonly etag: string | undefined;
  readonly width: number;
  readonly height: number;
}
/** The bytes as they came. `etag` is the ETag header of this very answer, normalized. */
export interface PhotoOutcome {
  readonly kind: "photo";
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly etag: string | undefined;
}

type NoPhoto = NoneOutcome | LeftOutcome | NoMailboxOutcome | FailedOutcome;

/** What asking for a photo's metadata came to. */
export type ProbeOutcome = FoundOutcome | NoPhoto;
/** What asking for a photo's bytes came to. */
export type FetchOutcome = PhotoOutcome | NoPhoto;

export interface ProbeAnswer {
  readonly objectId: ObjectId;
  readonly outcome: ProbeOutcome;
}
export interface FetchAnswer {
  readonly objectId: ObjectId;
  readonly outcome: FetchOutcome;
}
