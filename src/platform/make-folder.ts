import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf } from "../errors.ts";
import { outputError } from "./output-error.ts";

/** Makes a folder and those it is in, where they are missing. Throws `outputFailed`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeWithParents(path);
  } catch (error) {
    throw outputError(path, "create", error);
  }
}

/**
 * Makes a folder and those it is in, where they are missing. Throws the system's error. Node's own recursive mkdir never
 * ends where a name is refused with ENOENT in a folder that is there, as in /proc, or a name that Windows does not allow.
 */
export async function makeWithParents(path: string, hasParents = false): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return;
    const parent = dirname(path);
    if (errnoOf(error) !== "ENOENT" || parent === path || hasParents) throw error;
    await makeWithParents(parent);
    await makeWithParents(path, true);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
