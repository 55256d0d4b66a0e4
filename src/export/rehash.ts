import { join } from "node:path";
import { photoFile, renditionFile } from "../manifest/photo-names.ts";
import type { PhotoRecord, RenditionRecord } from "../store/photos.ts";
import type { PassContext } from "./pass-context.ts";
import { digest, readSound } from "./sound-file.ts";

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
  const { state, options } = context;
  const nameOf = (checksum: string) => photoFile(photo.objectId, checksum, photo.contentType);
  const rehashed = await rehashFile(context, photo, photo, nameOf);
  if (rehashed === undefined) {
    state.photos.remove(photo.objectId);
    return;
  }
  const renditions: Record<string, RenditionRecord> = {};
  for (const [name, made] of Object.entries(photo.renditions)) {
    // One that is damaged is made anew when its photo is found unchanged.
    const again = await rehashFile(context, photo, made, (checksum) => renditionFile(name, photo.objectId, checksum));
    if (again !== undefined) renditions[name] = { ...made, ...again };
  }
  state.photos.put({ ...photo, ...rehashed, checksumAlgorithm: options.checksum, renditions });
}

/** Writes a file under the name that follows from its new checksum; undefined where it is damaged or gone. */
async function rehashFile(
  { state, options, files, layout, pass, startedAtMs }: PassContext,
  { objectId, checksumAlgorithm }: PhotoRecord,
  old: { readonly file: string; readonly checksum: string },
  nameOf: (checksum: string) => string,
): Promise<{ readonly file: string; readonly checksum: string } | undefined> {
  const bytes = await readSound(join(layout.out, old.file), checksumAlgorithm, old.checksum);
  if (bytes === undefined) return undefined;
  const checksum = digest(options.checksum, bytes);
  const name = nameOf(checksum);
  const file = {
    name,
    objectId,
    bytes: bytes.length,
    checksum,
    checksumAlgorithm: options.checksum,
    createdPass: pass,
  };
  const isNew = state.files.intend(file, startedAtMs);
  const isWritten = await files.write(name, bytes, { isNew });
  if (isWritten && !isNew) state.files.writtenAgain(name, pass);
  return { file: name, checksum };
}
