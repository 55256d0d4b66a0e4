import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../errors.ts";
import { photoFile } from "../manifest/photo-names.ts";
import { outputError } from "../platform/output-error.ts";
import type { PhotoRecord } from "../store/photos.ts";
import type { PassContext } from "./pass-context.ts";

const photosAtATime = 100;

/**
 * After `--checksum` has changed: gives each photo its checksum, and so its name, in the new algorithm, from the local
 * file. One that is damaged or gone is forgotten and fetched again. A deadline does not end it: one manifest has one
 * algorithm. Throws `outputFailed`.
 */
export async function rehashPhotos(context: PassContext): Promise<void> {
  const { state, options, parts, progress } = context;
  const rows = state.photos.countInOtherAlgorithm(options.checksum);
  if (rows === 0) return;
  const from = state.photos.inOtherAlgorithm(options.checksum, 1)[0]?.checksumAlgorithm ?? "";
  progress.stage("rehash");
  progress.notice({ notice: "checksumChanged", from, to: options.checksum, rows });
  for (;;) {
    const photos = state.photos.inOtherAlgorithm(options.checksum, photosAtATime);
    if (photos.length === 0 || parts.interrupted.aborted) return;
    for (const photo of photos) await rehash(context, photo);
  }
}

async function rehash(context: PassContext, photo: PhotoRecord): Promise<void> {
  const { state, options, files, layout, pass, startedAtMs } = context;
  const bytes = await readIfThere(join(layout.out, photo.file));
  if (bytes === undefined || digest(photo.checksumAlgorithm, bytes) !== photo.checksum) {
    state.photos.remove(photo.objectId);
    return;
  }
  const checksum = digest(options.checksum, bytes);
  const name = photoFile(photo.objectId, checksum, photo.contentType);
  const { objectId } = photo;
  const file = {
    name,
    objectId,
    bytes: bytes.length,
    checksum,
    checksumAlgorithm: options.checksum,
    createdPass: pass,
  };
  const isNew = state.files.intend(file, startedAtMs);
  await files.write(name, bytes, { isNew });
  state.photos.put({ ...photo, file: name, checksum, checksumAlgorithm: options.checksum });
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest("hex");
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw outputError(path, "read", error);
  }
}
