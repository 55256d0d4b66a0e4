import { rm } from "node:fs/promises";
import { join } from "node:path";
import { outputError } from "../platform/output-error.ts";
import type { PassContext } from "./pass-context.ts";

/**
 * Brings the photos that this pass wrote, and killed ones before it, to the disk. When the disk refuses, nobody can tell
 * which of them it has: those that no manifest lists, nor one that is being published, are forgotten and deleted, so
 * that the next pass fetches and writes them anew, and the refusal is thrown. Throws `outputFailed`.
 */
export async function flushPhotos(context: PassContext): Promise<void> {
  try {
    await context.files.flush();
  } catch (error) {
    await forgetUnflushed(context);
    throw error;
  }
}

async function forgetUnflushed({ state, options, pass }: PassContext): Promise<void> {
  for (const { name, objectId } of state.files.since(state.passes.firstOpen() ?? pass)) {
    if (state.files.mayBeListed(objectId, name)) continue;
    try {
      await rm(join(options.out, name), { force: true });
    } catch (error) {
      throw outputError(join(options.out, name), "delete", error);
    }
    state.photos.forgetFile(objectId, name);
  }
}
