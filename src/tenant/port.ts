import type { ObjectId } from "../model/object-id.ts";
import type { Person } from "../model/person.ts";
import type { FailedOutcome, FetchAnswer, LeftOutcome, ProbeAnswer, ProbeOutcome } from "./outcome.ts";

/** One step of a listing. After `restarted` everybody comes again: tell people apart by id. */
export type ListingStep =
  | { readonly kind: "page"; readonly people: readonly Person[]; readonly total: number | undefined }
  | { readonly kind: "restarted"; readonly reason: string };

/** What asking for one user object came to. */
export type PersonOutcome = { readonly kind: "exists"; readonly person: Person } | LeftOutcome | FailedOutcome;

export interface PersonAnswer {
  readonly objectId: ObjectId;
  readonly outcome: PersonOutcome;
}

/** A person to fetch, with the size of the photo in bytes where an earlier pass saw it (0 = unknown). */
export interface FetchRequest {
  readonly objectId: ObjectId;
  readonly expectedBytes: number;
}

/** Running totals of the traffic; a snapshot. Times in milliseconds. */
export interface TrafficCounters {
  readonly calls: number;
  readonly metadataBatches: number;
  readonly valueBatches: number;
  readonly plainGets: number;
  readonly items: number;
  readonly retries: number;
  readonly throttledAnswers: number;
  /** Time in which everything was held because Graph had asked for it. */
  readonly heldMs: number;
  readonly tokenRefreshes: number;
  readonly bytesReceived: number;
  readonly concurrency: number;
  readonly highestConcurrency: number;
  readonly listingRestarts: number;
}

/**
 * What a photo source must do. All methods stop with the signal's reason when it is aborted; calls that could not be
 * answered for one person are outcomes, never exceptions. What concerns everybody is thrown: `signInFailed`,
 * `permissionMissing`, `choiceRefused`, `unreachable` (a listing that could not be finished).
 */
export interface Tenant {
  /** Lists the choice. The iteration ends only when the listing reached its end. */
  listPeople(signal: AbortSignal): AsyncIterable<ListingStep>;
  /** Asks for the metadata of each person's photo. Answers come in any order, one for each request. */
  probePhotos(ids: AsyncIterable<ObjectId>, signal: AbortSignal): AsyncIterable<ProbeAnswer>;
  /** Asks for the bytes of each person's photo. Answers come in any order, one for each request. */
  fetchPhotos(requests: AsyncIterable<FetchRequest>, signal: AbortSignal): AsyncIterable<FetchAnswer>;
  /** Asks for one photo's metadata in a call of its own. */
  probeAlone(id: ObjectId, signal: AbortSignal): Promise<ProbeOutcome>;
  /** Asks for each user object by id. Answers come in any order, one for each request. */
  findPeople(ids: AsyncIterable<ObjectId>, signal: AbortSignal): AsyncIterable<PersonAnswer>;
  /** Asks for one user object by id or userPrincipalName in a call of its own. */
  findPerson(key: string, signal: AbortSignal): Promise<PersonOutcome>;
  /** Told before the first question that an earlier pass ended with so many calls in flight, to begin near it. */
  beginNear(concurrency: number): void;
  counters(): TrafficCounters;
  /** Milliseconds for which everything is still held because Graph has asked for it; 0 when it is not. */
  holdLeftMs(): number;
  /** Ends idle connections. */
  close(): Promise<void>;
}
