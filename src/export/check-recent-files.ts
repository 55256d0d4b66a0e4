import { join } from "node:path";
import { checksumFile } from "../platform/file-digest.ts";
import type { FileRecord } from "../store/files.ts";
import type { PassRecord } from "../store/passes.ts";
import type { State } from "../store/state.ts";
import { sizeOf } from "./photo-files.ts";

/** Two readings of the machine's start time may differ by this much and mean the same start. */
const sameBootMs = 60_000;

/** Whether the machine was started again since one of these passes began. */
export function hasRestarted(passes: readonly PassRecord[], bootAtMs: number): boolean {
  return passes.some((pass) => Math.abs(pass.bootAtMs - bootAtMs) > sameBootMs);
}

/**
 * Looks at the files of passes that a kill or a power loss may have taken: of all that did not end since one did, whether
 * each file is there; after a restart of the machine also whether it holds what it should, for the two passes before too,
 * because Windows cannot flush a folder's entries. A photo whose file is gone or damaged is forgotten, so that it is
 * fetched again; a rendition likewise, so that it is made again. `passes` are those of `sinceLastEnd`, without the running one. Returns how many were forgotten.
 * Throws `outputFailed`.
 */
export async function checkRecentFiles(
  state: State,
  out: string,
  passes: readonly PassRecord[],
  bootAtMs: number,
): Promise<number> {
  const restarted = hasRestarted(passes, bootAtMs);
  const oldest = restarted ? passes[0] : passes.find(({ endedAtMs }) => endedAtMs === undefined);
  if (oldest === undefined) return 0;
  let forgotten = 0;
  for (const file of state.files.since(restarted ? oldest.pass - 1 : oldest.pass)) {
    if (!state.photos.uses(file.objectId, file.name)) continue;
    if (await isSound(join(out, file.name), file, restarted)) continue;
    state.photos.forgetFile(file.objectId, file.name);
    forgotten += 1;
  }
  return forgotten;
}

async function isSound(path: string, file: FileRecord, readIt: boolean): Promise<boolean> {
  if ((await sizeOf(path)) !== file.bytes) return false;
  return !readIt || (await checksumFile(path, file.checksumAlgorithm))?.checksum === file.checksum;
}
