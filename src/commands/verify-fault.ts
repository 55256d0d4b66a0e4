import type { LinkFinding } from "../links/check-links.ts";
import type { ObjectId } from "../model/object-id.ts";

/** What is wrong with one listed photo or rendition. */
export type PictureFault = "missing" | "size" | "checksum" | "picture" | "header";

/** One difference that `verify` found. Faults of a person can be repaired by asking for that person again. */
export type Fault =
  | { readonly fault: PictureFault; readonly objectId: ObjectId; readonly file: string; readonly found: string }
  | { readonly fault: "state"; readonly objectId: ObjectId | undefined; readonly found: string }
  | { readonly fault: "history"; readonly found: string }
  | ({ readonly fault: "link" } & LinkFinding);

/** What `verify` came to. Counts are rows or files. */
export interface Verdict {
  readonly rows: number;
  readonly photos: number;
  readonly renditions: number;
  /** Files that the by-name folders should have; undefined where a pass runs, which is changing them. */
  readonly links: number | undefined;
  /** Files that no longer are listed and are kept for slow readers. */
  readonly keptFiles: number;
  /** Files below photos/ and renditions/ that are not on record. */
  readonly unknownFiles: readonly string[];
  readonly faultsTotal: number;
  readonly brokenPeople: readonly ObjectId[];
}
