import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";

/** For `runBy`: root may write anywhere unless it does without the right to pass over the modes of files. */
export const heedingModes: readonly string[] =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

/** Takes the right to write from a folder and everything in it, or gives it back to the owner. */
export async function setWritable(folder: string, writable: boolean): Promise<void> {
  if (writable) await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await setWritable(path, writable);
    else await chmod(path, writable ? 0o644 : 0o444);
  }
  if (!writable) await chmod(folder, 0o555);
}
