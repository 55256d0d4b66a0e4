import type { ExophotosError } from "../errors.ts";
import type { PassSummary } from "./summary.ts";

export type PassStage =
  | "recover"
  | "discover"
  | "list"
  | "photos"
  | "confirm"
  | "rehash"
  | "publish"
  | "sweep"
  | "links";

/** Running totals of a pass. */
export interface PassCounts {
  /** People that the listing has given so far. */
  readonly listed: number;
  /** Graph's own count of the choice, where it gave one. */
  readonly total: number | undefined;
  readonly listingEnded: boolean;
  /** People whose answer for this pass is in, or who need none in it. */
  readonly answered: number;
  /** Photos downloaded in this pass, and their bytes. */
  readonly downloaded: number;
  readonly downloadedBytes: number;
  /** People whose photo was asked about and is unchanged. */
  readonly unchanged: number;
  readonly withoutPhoto: number;
  readonly failed: number;
  /** Pictures of other kinds that became JPEGs, and renditions. */
  readonly transcoded: number;
  readonly renditionsMade: number;
  /** Milliseconds for which everything waited because Graph had asked for it. */
  readonly heldMs: number;
  /** Milliseconds that it still will, because Graph has asked for it; mostly 0. */
  readonly holdLeftMs: number;
  /** HTTP calls in flight that the adapter allows itself now. */
  readonly concurrency: number;
}

/** Something the operator should read although the pass goes on. */
export type PassNotice =
  /** The certificate that signs in ends soon; `endsAt` is ISO 8601. */
  | { readonly notice: "certificateEnds"; readonly endsAt: string; readonly days: number }
  | { readonly notice: "listingRestarted"; readonly reason: string }
  | { readonly notice: "checksumChanged"; readonly from: string; readonly to: string; readonly rows: number }
  | {
      readonly notice: "renditionsChanged";
      /** Names of renditions that are new or made otherwise, and of those that are no longer made. */
      readonly made: readonly string[];
      readonly dropped: readonly string[];
      readonly rows: number;
    }
  | { readonly notice: "repairedAfterCrash"; readonly files: number }
  | { readonly notice: "manifestNotOurs"; readonly path: string }
  /** The changes up to this number, those of the last publish that had any, are gone from the history. */
  | { readonly notice: "historyMissing"; readonly path: string; readonly lastSequence: number }
  | { readonly notice: "publishUndone"; readonly firstSequence: number; readonly lastSequence: number }
  | { readonly notice: "publishCompleted"; readonly sequence: number }
  | { readonly notice: "historyRestarted"; readonly history: string; readonly adopted: number }
  | { readonly notice: "renameWaits"; readonly path: string; readonly waitedMs: number }
  | { readonly notice: "unlistedKept"; readonly people: number }
  | {
      readonly notice: "diskRefused";
      readonly doing: "publish" | "sweep" | "log" | "summary";
      readonly path: string;
      readonly errno: string;
    }
  /** Exchange could not be heard; the pass goes on as if it were not asked. */
  | { readonly notice: "exchangeUnheard"; readonly error: ExophotosError }
  /** People who have a photo although their mailbox says that it has no picture. */
  | { readonly notice: "exchangeContradicted"; readonly people: number; readonly withoutPicture: number }
  /** Names that nobody has in a by-name folder, because several people should; the first few, with whom they are of. */
  | {
      readonly notice: "linkCollisions";
      readonly folder: string;
      readonly names: number;
      readonly examples: readonly { readonly name: string; readonly people: readonly string[] }[];
    }
  | { readonly notice: "deadlineReached"; readonly remaining: number }
  /** Ctrl-C or the like has come; what is in flight may still end. */
  | { readonly notice: "interrupted"; readonly graceMs: number };

export type PassEvent =
  | { readonly kind: "started"; readonly pass: number; readonly out: string; readonly tenantId: string }
  | { readonly kind: "stage"; readonly stage: PassStage }
  | { readonly kind: "progress"; readonly counts: PassCounts }
  | {
      readonly kind: "personFailed";
      readonly objectId: string;
      readonly userPrincipalName: string;
      readonly reason: string;
      readonly message: string;
    }
  | { readonly kind: "notice"; readonly notice: PassNotice }
  | { readonly kind: "ended"; readonly summary: PassSummary };

/** Receives what happens in a pass, as it happens. Must not throw. */
export type PassListener = (event: PassEvent) => void;
