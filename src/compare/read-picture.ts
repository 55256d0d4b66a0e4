import { readFile, stat } from "node:fs/promises";
import { ExophotosError } from "../errors.ts";
import { outputError } from "../platform/output-error.ts";
import { defaultPictureLimits } from "../renditions/inspect-picture.ts";

/** A picture file's bytes. Throws `outputFailed`, also for one that is larger than any picture that we look at. */
export async function readPicture(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > defaultPictureLimits.maxBytes) {
      throw new ExophotosError("outputFailed", { path, action: "read", errno: "EFBIG" });
    }
    return await readFile(path);
  } catch (error) {
    throw outputError(path, "read", error);
  }
}
