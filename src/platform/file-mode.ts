import type { FileMode } from "../model/file-mode.ts";

/** Takes everything from others but what the mode gives them; folders have x where files have r. */
const masks = { "0600": 0o077, "0640": 0o027, "0644": 0o022 } as const satisfies Record<FileMode, number>;

/**
 * Gives every file and folder that is made during `work` this mode, whatever the umask of the caller is: SQLite's own files
 * too, and none can be forgotten. It is the process's umask, so nothing else may make files meanwhile. Windows has no such
 * modes: files there have the access control list of their folder.
 */
export async function withFileMode<T>(mode: FileMode, work: () => Promise<T>): Promise<T> {
  if (process.platform === "win32") return await work();
  const before = process.umask(masks[mode]);
  try {
    return await work();
  } finally {
    process.umask(before);
  }
}
