import type { ObjectId } from "../model/object-id.ts";
import type { PhotoSize } from "../model/photo-size.ts";

/**
 * Whether the ETag of `$value` equals the metadata's mediaEtag. Graph does not document it, so each pass looks at its
 * first downloads and remembers what it saw.
 */
export type EtagTrait = "unknown" | "same" | "differs";

/** What is remembered of a person's last accepted photo. */
export interface KnownPhoto {
  readonly metadataEtag: string | undefined;
  readonly valueEtag: string | undefined;
  readonly fetchedAtMs: number;
  /** The `--size` that it was fetched under. */
  readonly size: string;
  /** What is kept is a JPEG that was made of another kind of picture. */
  readonly transcoded: boolean;
}

export interface DuePolicy {
  readonly nowMs: number;
  readonly refreshAfterMs: number;
  /** `--full`: fetch everybody. */
  readonly full: boolean;
  readonly size: PhotoSize;
  /** `--transcode`: pictures of other kinds become JPEGs. */
  readonly transcode: boolean;
  readonly etagTrait: EtagTrait;
}

/** The first thing to do for a listed person. `fetchAnyway`: fetch after the probe even if the etag is unchanged. */
export interface Due {
  readonly todo: "probe" | "fetch";
  readonly fetchAnyway: boolean;
}

/** The etag that a probe's answer can be compared with, or undefined when there is none that means anything. */
export function comparableEtag(known: KnownPhoto | undefined, trait: EtagTrait): string | undefined {
  if (known === undefined) return undefined;
  return known.metadataEtag ?? (trait === "differs" ? undefined : known.valueEtag);
}

/**
 * What to do for a listed person: unknown photos are fetched at once, known ones probed, old ones fetched anyway.
 * Where the two etags differ, the metadata is asked first: an etag read after the bytes could belong to newer ones.
 */
export function dueFor(objectId: ObjectId, known: KnownPhoto | undefined, policy: DuePolicy): Due {
  const fetchAnyway =
    policy.full ||
    known === undefined ||
    known.size !== policy.size ||
    (known.transcoded && !policy.transcode) ||
    comparableEtag(known, policy.etagTrait) === undefined ||
    // A photo of the future is one of a wrong clock.
    known.fetchedAtMs > policy.nowMs ||
    policy.nowMs - known.fetchedAtMs >= refreshAgeMs(objectId, policy.refreshAfterMs);
  if (!fetchAnyway) return { todo: "probe", fetchAnyway };
  return { todo: policy.etagTrait === "differs" ? "probe" : "fetch", fetchAnyway };
}

/**
 * The age at which a photo is fetched again, between half and all of `refreshAfterMs`: fixed for a person by a hash of
 * the id, so that a tenant's photos do not all come due in one night.
 */
export function refreshAgeMs(objectId: ObjectId, refreshAfterMs: number): number {
  return refreshAfterMs * (0.5 + 0.5 * idFraction(objectId));
}

/** FNV-1a over the id's characters, as a fraction of 1: what is fixed for a person and spread evenly over all. */
export function idFraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash / 0x1_0000_0000;
}
