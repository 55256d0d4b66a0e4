import { createHash } from "node:crypto";
import { join } from "node:path";
import { checksumAlgorithms } from "../model/checksum.ts";
import type { LinkRecord } from "../store/links.ts";
import { bytesOf, type FoundThere, lookAtLink } from "./link-file.ts";

/** The digits of a picture's checksum in its name. */
const checksumInName = /-([0-9a-f]{12})\.[a-z]+$/;

/**
 * Looks whether a name on record still has what we put there: the recorded picture or, where that is swept by now, bytes
 * with the checksum in its name. What is not known to be placed may be what was there before, so every file counts as
 * ours then. Throws `outputFailed`.
 */
export async function lookAtRecorded(out: string, { folder, name, file, isPlaced }: LinkRecord): Promise<FoundThere> {
  const path = join(out, folder, name);
  const found = await lookAtLink(path, join(out, file));
  if (found !== "other" || !isPlaced) return found === "other" ? "same" : found;
  const digits = checksumInName.exec(file)?.[1];
  return digits !== undefined && hasDigits(await bytesOf(path), digits) ? "same" : "other";
}

/** Which algorithm a record is of is not kept: the setting may have changed since. */
function hasDigits(bytes: Uint8Array, digits: string): boolean {
  return checksumAlgorithms.some((name) => createHash(name).update(bytes).digest("hex").startsWith(digits));
}
