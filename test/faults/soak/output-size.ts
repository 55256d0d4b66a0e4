import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";

/** What lies in OUT after a pass. */
export interface OutputSize {
  /** By their folders: photos, renditions, changes, logs. */
  readonly photoFiles: number;
  readonly changeFiles: number;
  readonly logFiles: number;
  readonly otherFiles: number;
  readonly photoBytes: number;
  readonly stateBytes: number;
}

export async function outputSize(out: string): Promise<OutputSize> {
  const size = { photoFiles: 0, changeFiles: 0, logFiles: 0, otherFiles: 0, photoBytes: 0, stateBytes: 0 };
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(out, path).replaceAll("\\", "/");
    const { size: bytes } = await stat(path);
    if (/^(photos|renditions)\//.test(name)) {
      size.photoFiles += 1;
      size.photoBytes += bytes;
    } else if (name.startsWith("changes/")) size.changeFiles += 1;
    else if (name.startsWith(".exophotos/logs/")) size.logFiles += 1;
    else size.otherFiles += 1;
    if (name.startsWith(".exophotos/state.db")) size.stateBytes += bytes;
  }
  return size;
}
