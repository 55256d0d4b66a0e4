import { access, constants, statfs } from "node:fs/promises";
import { ExophotosError } from "../errors.ts";
import { ChildFailure, runChild } from "./run-child.ts";

/** Of coreutils: it calls syncfs for the file system that holds what it is given. */
const program = "/bin/sync";
const timeoutMs = 600_000;

/** Local file systems of Linux that write all that is open to the disk itself: ext2 to ext4, XFS, Btrfs. Source: statfs(2). */
const typesThatFlush: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x9123683e]);

/**
 * Whether one call can bring everything that was written to a folder's file system to the disk. On Windows only an
 * administrator may do that, on macOS nothing waits for the end, and shares pass it on to no disk.
 */
export async function canFlushVolume(folder: string): Promise<boolean> {
  if (process.platform !== "linux") return false;
  try {
    await access(program, constants.X_OK);
    const { type } = await statfs(folder);
    return typesThatFlush.has(type);
  } catch {
    // Then each file is flushed by itself, and whatever is wrong with the folder is said there.
    return false;
  }
}

/** Brings everything that was written to a folder's file system to the disk, contents and names. Throws `outputFailed`. */
export async function flushVolume(folder: string): Promise<void> {
  const failed = (errno: string, cause?: unknown) =>
    new ExophotosError("outputFailed", { path: folder, action: "write", errno }, cause);
  try {
    const words = ["--file-system", folder];
    const { exitCode } = await runChild({ program, words, input: "", timeoutMs, maxOutputBytes: 10_000 });
    if (exitCode !== 0) throw failed("EIO");
  } catch (error) {
    if (error instanceof ChildFailure) throw failed(error.kind === "timeout" ? "ETIMEDOUT" : "EIO", error);
    throw error;
  }
}
