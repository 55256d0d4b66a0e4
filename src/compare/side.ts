import type { ChecksumAlgorithm } from "../model/checksum.ts";
import type { JoinKey } from "../model/join-key.ts";

/** The checksum of a picture's bytes in lower-case hex. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly hex: string;
}

/** One person's picture on a side. */
export interface SideEntry {
  /** What the side knows of the person; a key that is empty or missing is not known. */
  readonly keys: Readonly<Partial<Record<JoinKey, string>>>;
  /** Where the picture is on this side: for `read`, and for people. */
  readonly locator: string;
  /** Undefined where it is not known without reading the picture. */
  readonly checksum: Checksum | undefined;
  /** Of the square in the middle: 16 hex digits, undefined where it is not known without reading the picture. */
  readonly perceptualHash: string | undefined;
}

/** A set of photos that can be compared with another. */
export interface Side {
  /** As the operator wrote it. */
  readonly name: string;
  /** The keys that this side can be joined by. */
  readonly joinKeys: ReadonlySet<JoinKey>;
  /** Everybody with a picture, in any order, one at a time. Throws as the side's kind does. */
  entries(join: JoinKey): AsyncIterable<SideEntry>;
  /**
   * A picture's bytes, the caller's own. Throws `outputFailed` where this one cannot be read; anything else ends the
   * comparison.
   */
  read(locator: string): Promise<Uint8Array>;
}
