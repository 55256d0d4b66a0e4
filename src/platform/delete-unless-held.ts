import { unlink } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import { outputError } from "./output-error.ts";
import { meansHeldOpen } from "./rename-with-retry.ts";

/** Deletes a file. Returns whether it is gone now; false means that somebody has it open. Throws `outputFailed`. */
export async function deleteUnlessHeld(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOENT" || errno === "ENOTDIR") return true;
    if (meansHeldOpen(errno)) return false;
    throw outputError(path, "delete", error);
  }
}
