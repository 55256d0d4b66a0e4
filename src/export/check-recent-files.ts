import { join } from "node:path";
import { checksumFile } from "../platform/file-digest.ts";
import type { FileRecord } from "../store/files.ts";
import type { PassRecord } from "../store/passes.ts";
import type { State } from "../store/state.ts";
import { sizeOf } from "./photo-files.ts";

/** Two readings of the machine's start time may differ by this much and mean the same start. */
const sameBootMs = 60_000;

/**
 * Looks at the files of passes that a kill or a power loss may have taken: after a pass that did not end, whether each
 * file is there; after a restart of the machine also whether it holds what it should, for the pass before too, because
 * Windows cannot flush a folder's entries. A photo whose file is gone or damaged is forgotten, so that it is fetched
 * again. Returns how many were. Throws `outputFailed`.
 */
export async function checkRecentFiles(
  state: State,
  out: string,
  last: PassRecord | undefined,
  bootAtMs: number,
): Promise<number> {
  if (last === undefined) return 0;
  const restarted = Math.abs(last.bootAtMs - bootAtMs) > sameBootMs;
  if (!restarted && last.endedAtMs !== undefined) return 0;
  let forgotten = 0;
  for (const file of state.files.since(restarted ? last.pass - 1 : last.pass)) {
    if (await isSound(join(out, file.name), file, restarted)) continue;
    forget(state, file);
    forgotten += 1;
  }
  return forgotten;
}

async function isSound(path: string, file: FileRecord, readIt: boolean): Promise<boolean> {
  if ((await sizeOf(path)) !== file.bytes) return false;
  return !readIt || (await checksumFile(path, file.checksumAlgorithm))?.checksum === file.checksum;
}

function forget(state: State, file: FileRecord): void {
  if (state.photos.get(file.objectId)?.file === file.name) state.photos.remove(file.objectId);
}
