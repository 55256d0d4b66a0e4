import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf } from "../errors.ts";
import { outputError } from "../platform/output-error.ts";

/** A path itself, or the folder nearest above it that exists. Throws `outputFailed`. */
export async function nearestExisting(path: string): Promise<string> {
  for (let candidate = path; ; candidate = dirname(candidate)) {
    try {
      await stat(candidate);
      return candidate;
    } catch (error) {
      const isMissing = errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR";
      if (!isMissing || candidate === dirname(candidate)) throw outputError(candidate, "read", error);
    }
  }
}
