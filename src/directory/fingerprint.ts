import { createHash } from "node:crypto";
import type { ChecksumAlgorithm } from "../model/checksum.ts";

/** What stands for the values of an attribute: the checksum of one value, of several all of them in order; "" for none. */
export function fingerprint(values: readonly Uint8Array[], algorithm: ChecksumAlgorithm): string {
  // A directory gives several values in no order that can be relied on.
  return values
    .map((value) => createHash(algorithm).update(value).digest("hex"))
    .sort()
    .join("+");
}
