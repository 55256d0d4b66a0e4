import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Temporary folders for the runs of the benches; all go when it is disposed of. */
export interface Scratch extends AsyncDisposable {
  /**
   * A new folder on a disk at rest: what earlier runs wrote is flushed, and nothing of it removed yet, because a file
   * system may make creating files slow for minutes after many were deleted (ext4 looks for inodes not freed lately).
   */
  newFolder(): Promise<string>;
}

/** Makes the folder that all others go into. */
export async function openScratch(): Promise<Scratch> {
  const root = await mkdtemp(join(tmpdir(), "exophotos-bench-"));
  return {
    newFolder: async () => {
      if (process.platform !== "win32") await promisify(execFile)("sync");
      return await mkdtemp(join(root, "run-"));
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}
