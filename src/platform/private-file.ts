import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { flushDirectory, writeDurably } from "./durable-file.ts";
import { outputError } from "./output-error.ts";
import { TempFile } from "./temp-file.ts";

/** A file's text, and its permission bits where the system has them. */
export interface PrivateFile {
  readonly text: string;
  /** The lower nine bits (0o600); undefined on Windows, where an access control list decides and is not looked at. */
  readonly mode: number | undefined;
}

const permissionBits = 0o777;

/** Reads a file with the mode of that very file. Throws Node's error. */
export async function readPrivately(path: string): Promise<PrivateFile> {
  const handle = await open(path, "r");
  try {
    const { mode } = await handle.stat();
    const text = await handle.readFile("utf8");
    return { text, mode: process.platform === "win32" ? undefined : mode & permissionBits };
  } finally {
    await handle.close();
  }
}

/** Replaces a file durably, its name included, for this account alone from its first byte on. Errors as `writeDurably`. */
export async function writePrivately(path: string, text: string): Promise<void> {
  await writeDurably(path, text, { tempDir: dirname(path), privately: true });
  await flushDirectory(dirname(path));
}

/** Finds out whether `writePrivately` could create the file, and leaves nothing behind. Throws `outputFailed`. */
export async function tryPrivateFolder(path: string): Promise<void> {
  try {
    await (await TempFile.create(path, dirname(path), { privately: true })).discard();
  } catch (error) {
    throw outputError(path, "create", error);
  }
}
