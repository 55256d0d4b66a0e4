import { mkdir } from "node:fs/promises";
import { outputError } from "./output-error.ts";

/** Makes a folder and those it is in, where they are missing. Throws `outputFailed`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw outputError(path, "create", error);
  }
}
