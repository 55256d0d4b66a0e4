import type { ManifestDescription } from "../manifest/manifest-json.ts";
import type { Change } from "../model/change.ts";

/** A publish whose numbers are given out, but which counts only once manifest.csv has its SHA-256. */
export interface PreparedPublish {
  readonly pass: number;
  readonly firstSequence: number;
  /** `firstSequence - 1` when nothing changed. */
  readonly lastSequence: number;
  readonly manifest: ManifestDescription;
}

/** What publishing needs of the state database. Each method is one transaction; `prepare` is on the disk when it returns, the
 * others are repeated by recovery where a power loss took them. */
export interface PublishLedger {
  /** Records the publish beside its staged rows and changes. */
  prepare(publish: PreparedPublish): void;
  /** The staged changes of a prepared publish, in order of their numbers. */
  changes(pass: number): Iterable<Change>;
  /** The staged rows become the published ones. */
  markPublished(pass: number): void;
  /** Forgets the publish and its staged rows; its numbers are free again. */
  undo(pass: number): void;
}
