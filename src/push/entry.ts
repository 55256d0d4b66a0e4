import type { ChecksumAlgorithm } from "../model/checksum.ts";

/** A checksum that the list gives: lower-case hex. */
export interface ListedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly hex: string;
}

/** One person's line: whom it names and which file is theirs. */
export interface PushEntry {
  /** As it was written: an object id, or a value of the property that people are named by. */
  readonly person: string;
  /** Absolute path; undefined where photos are removed. */
  readonly file: string | undefined;
  /** Of the list, from 1; undefined for people named by their file. */
  readonly line: number | undefined;
  readonly checksum: ListedChecksum | undefined;
  readonly approvedBy: string;
  /** As it was written, an ISO 8601 time; "" where there is none. */
  readonly approvedAt: string;
}
