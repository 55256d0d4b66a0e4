import type { ObjectId } from "../model/object-id.ts";
import type { PersonKey } from "../model/person-key.ts";
import type {
  FailedOutcome,
  FetchOutcome,
  LeftOutcome,
  NoMailboxOutcome,
  NoneOutcome,
  ProbeOutcome,
} from "./outcome.ts";
import type { TrafficCounters } from "./port.ts";

/** Whom a value names. */
export type NamedOutcome =
  | { readonly kind: "one"; readonly objectId: ObjectId; readonly userPrincipalName: string }
  | { readonly kind: "nobody" }
  | { readonly kind: "several"; readonly count: number }
  | FailedOutcome;

/** Graph does not take the bytes. */
export interface RefusedOutcome {
  readonly kind: "refused";
  readonly reason: "tooLarge" | "wrongType";
  readonly message: string;
}

/** What sending a photo came to. `written` says that Graph has taken it, not that it shows it. */
export type PutOutcome = { readonly kind: "written" } | RefusedOutcome | LeftOutcome | NoMailboxOutcome | FailedOutcome;

/** What removing one came to; `none`: there was none. */
export type RemoveOutcome = { readonly kind: "removed" } | NoneOutcome | LeftOutcome | NoMailboxOutcome | FailedOutcome;

/** Who may set photos: `onPremises` is neither users nor administrators nor applications. */
export type PhotoSource = "cloud" | "onPremises";

/**
 * Where photos are written to. All methods stop with the signal's reason when it is aborted; what concerns one person is
 * an outcome. What concerns everybody is thrown: `signInFailed`, `permissionMissing`.
 */
export interface PhotoWriter {
  /** The service's host, for sentences. */
  readonly host: string;
  /** Throws `permissionMissing` where the token says that photos cannot be written with it. */
  requireWritePermission(signal: AbortSignal): Promise<void>;
  /** The tenant's policy, undefined where it may not be asked or does not answer. */
  photoSource(signal: AbortSignal): Promise<PhotoSource | undefined>;
  /** Whom each value of a property names, in any order; an object id names its own whatever the property. */
  findNamed(
    by: PersonKey,
    values: readonly string[],
    signal: AbortSignal,
  ): AsyncIterable<{ readonly value: string; readonly outcome: NamedOutcome }>;
  /** The metadata of each person's photo, in any order. */
  probePhotos(
    ids: readonly ObjectId[],
    signal: AbortSignal,
  ): AsyncIterable<{ readonly objectId: ObjectId; readonly outcome: ProbeOutcome }>;
  probe(id: ObjectId, signal: AbortSignal): Promise<ProbeOutcome>;
  fetch(id: ObjectId, signal: AbortSignal): Promise<FetchOutcome>;
  /** `jpeg` is below 4 MB. */
  put(id: ObjectId, jpeg: Uint8Array, signal: AbortSignal): Promise<PutOutcome>;
  remove(id: ObjectId, signal: AbortSignal): Promise<RemoveOutcome>;
  counters(): TrafficCounters;
  /** As the tenant's. */
  holdLeftMs(): number;
  close(): Promise<void>;
}
