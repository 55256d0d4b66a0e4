import type { ErrorCode } from "../errors.ts";
import type { LinkFolderResult } from "../links/link-tally.ts";
import type { TrafficCounters } from "../tenant/port.ts";

/** How a pass ended. `stoppedByGuard`, `failed` and `interrupted` published nothing. */
export type PassResult = "published" | "publishedWithFailures" | "dryRun" | "stoppedByGuard" | "failed" | "interrupted";

/** One person whose answer could not be had; they keep what was published before. */
export interface PersonFailure {
  readonly objectId: string;
  readonly userPrincipalName: string;
  /** A `FailureReason` of the tenant, or why the picture was refused. */
  readonly reason: string;
  readonly status: number | undefined;
  readonly graphCode: string | undefined;
  readonly message: string;
  readonly tries: number;
}

/** How far a pass had come at a moment of it: running totals. */
export interface PassSample {
  /** Since the pass began. */
  readonly elapsedMs: number;
  /** People whose answer was in, and photos downloaded. */
  readonly answered: number;
  readonly downloaded: number;
  /** Time for which everything had waited because Graph had asked for it. */
  readonly heldMs: number;
  /** HTTP calls in flight that were allowed then; 0 at the start. */
  readonly concurrency: number;
}

/** The content of last-run.json. Counts are people or files, times ISO 8601 UTC or milliseconds as named. */
export interface PassSummary {
  readonly formatVersion: 1;
  readonly version: string;
  readonly pass: number;
  readonly tenantId: string;
  readonly history: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly elapsedMs: number;
  readonly result: PassResult;
  readonly exitCode: number;
  readonly people: {
    readonly listed: number;
    readonly withPhoto: number;
    readonly withoutPhoto: number;
    readonly noMailbox: number;
    readonly failed: number;
    readonly left: number;
    readonly outOfChoice: number;
    /** Missing from the listing although they exist; they keep what was published. */
    readonly unlistedKept: number;
    /** Not asked about in this pass because their mailbox says that it has no picture. */
    readonly leftUnasked: number;
    /** Not asked about because their last answer is young enough (`--recheck-within`). */
    readonly notDue: number;
    /** Not asked about because the deadline came first. */
    readonly notAsked: number;
  };
  readonly photos: {
    readonly downloaded: number;
    readonly downloadedBytes: number;
    /** Pictures of other kinds that became JPEGs, and renditions, made in this pass. */
    readonly transcoded: number;
    readonly renditionsMade: number;
    readonly unchanged: number;
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
  };
  readonly manifest:
    | {
        readonly rows: number;
        readonly sha256: string;
        readonly sequence: number;
        readonly changes: { readonly add: number; readonly modify: number; readonly delete: number };
      }
    | undefined;
  /** What Exchange said; undefined where it was not asked or not heard to its end. */
  readonly exchange:
    | {
        /** Mailboxes that say whether they have a picture, and those that say yes. */
        readonly mailboxes: number;
        readonly withPicture: number;
        /** People of this pass who have a photo although their mailbox says no. */
        readonly contradicted: number;
      }
    | undefined;
  /** The by-name folders; empty where there are none, and where nothing was published. */
  readonly links: readonly LinkFolderResult[];
  readonly sweptFiles: number;
  readonly listingEnded: boolean;
  readonly deadlineReached: boolean;
  /** When the certificate that signs in ends; undefined where none does. */
  readonly certificateEndsAt: string | undefined;
  readonly failures: readonly PersonFailure[];
  /** All failures, also those beyond the 1,000 that `failures` names. */
  readonly failuresTotal: number;
  readonly traffic: TrafficCounters | undefined;
  readonly error: { readonly code: ErrorCode | "defect"; readonly facts: unknown } | undefined;
  /** At most 240, in order of time. */
  readonly samples: readonly PassSample[];
}
