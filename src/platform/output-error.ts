import { ExophotosError, errnoOf, hasCode } from "../errors.ts";

/** What was being done to a path when it failed; the verb of a sentence. */
export type FileAction = "create" | "read" | "write" | "replace" | "delete" | "list" | "lock";

/**
 * The error to throw for a file operation that failed: `outputFailed` with the path, the action and Node's errno, or
 * the error itself where it already is one of ours.
 */
export function outputError(path: string, action: FileAction, cause: unknown): ExophotosError {
  if (cause instanceof ExophotosError) return cause;
  return new ExophotosError("outputFailed", { path, action, errno: errnoOf(cause) }, cause);
}

/** The errno of a file operation's error, `EINTR` where Ctrl-C ended the wait for a reader; its code where there is none. */
export function errnoIn(error: ExophotosError): string {
  if (hasCode(error, "outputFailed") || hasCode(error, "publishBlocked")) return error.facts.errno;
  return hasCode(error, "interrupted") ? "EINTR" : error.code;
}

/**
 * The error where Ctrl-C ended the wait for a reader of this file, which nothing depends on any more: then it is one about
 * the file, as for a disk that refuses. Any other error as it is.
 */
export function withoutInterruption(path: string, error: unknown): unknown {
  if (!hasCode(error, "interrupted")) return error;
  return new ExophotosError("outputFailed", { path, action: "replace", errno: "EINTR" }, error);
}
