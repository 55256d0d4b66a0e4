import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf } from "../errors.ts";
import { outputError } from "./output-error.ts";

/** Of a folder for this account alone, and of one that the umask decides about. */
const ownerOnly = 0o700;
const everyoneByUmask = 0o777;

/**
 * Makes a folder and those it is in, where they are missing; a `privately` made one is for this account alone, whatever
 * those are. Throws `outputFailed`.
 */
export async function makeFolder(path: string, { privately = false } = {}): Promise<void> {
  try {
    await makeWithParents(path, { privately });
  } catch (error) {
    throw outputError(path, "create", error);
  }
}

/**
 * Makes a folder and those it is in, where they are missing. Throws the system's error. Node's own recursive mkdir never
 * ends where a name is refused with ENOENT in a folder that is there, as in /proc, or a name that Windows does not allow.
 */
export async function makeWithParents(path: string, { privately = false, hasParents = false } = {}): Promise<void> {
  try {
    await mkdir(path, privately ? ownerOnly : everyoneByUmask);
  } catch (error) {
    if (await isFolder(path)) return;
    const parent = dirname(path);
    if (errnoOf(error) !== "ENOENT" || parent === path || hasParents) throw error;
    await makeWithParents(parent);
    await makeWithParents(path, { privately, hasParents: true });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
