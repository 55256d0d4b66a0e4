import { join } from "node:path";
import type { JoinedPerson } from "../store/people.ts";
import type { PhotoRecord } from "../store/photos.ts";
import { keepPhoto, photoOf } from "./keep-photo.ts";
import { makeRenditions, missingPictures } from "./make-renditions.ts";
import type { PassContext } from "./pass-context.ts";
import { recordAnswer, recordFailure } from "./record-answer.ts";
import type { NotKept } from "./refusal.ts";
import { readSound } from "./sound-file.ts";
import { transcode } from "./transcode.ts";

/**
 * Records that a person's photo is unchanged. Where the settings want something else made of it than there is, that is
 * made now, from the file at hand; a file that is gone or damaged sends the person to be fetched.
 */
export async function recordUnchanged(context: PassContext, known: JoinedPerson, etag: string): Promise<void> {
  const { state, writes, bell } = context;
  const { objectId } = known.record.person;
  const { photo } = known;
  try {
    const brought = photo === undefined ? undefined : await bringUpToDate(context, { ...photo, metadataEtag: etag });
    if (brought === undefined) {
      return await recordAnswer(context, objectId, "unchanged", undefined, () => {
        if (etag !== photo?.metadataEtag) state.photos.setMetadataEtag(objectId, etag);
      });
    }
    if ("refused" in brought) return await recordFailure(context, known, brought.refused);
    await recordAnswer(context, objectId, "unchanged", undefined, () => state.photos.put(brought.photo));
  } catch (error) {
    if (!(error instanceof FileLost)) throw error;
    await writes.add(() => state.people.setTodo(objectId, "fetch", { pendingEtag: etag, fetchAnyway: true }));
    bell.ring();
  }
}

/** The file of a photo is gone or not what it was. */
class FileLost extends Error {}

/** The photo with what the settings want of it; undefined where nothing has to be done. Throws FileLost. */
async function bringUpToDate(
  context: PassContext,
  photo: PhotoRecord,
): Promise<{ readonly photo: PhotoRecord } | NotKept | undefined> {
  const { options, layout, startedAtMs } = context;
  const read = async () => {
    const bytes = await readSound(join(layout.out, photo.file), photo.checksumAlgorithm, photo.checksum);
    if (bytes === undefined) throw new FileLost(photo.file);
    return bytes;
  };
  if (options.transcode && photo.contentType !== "image/jpeg") {
    const picture = await transcode(context, read);
    if ("refused" in picture) return picture;
    const jpeg = photoOf(photo.objectId, picture, options.checksum);
    const modified = new Date(startedAtMs).toISOString();
    const madeAnew = { renditions: {}, perceptualHash: undefined };
    return await keepPhoto(context, { ...photo, ...jpeg, ...madeAnew, modified }, picture.bytes);
  }
  const missing = missingPictures(photo, options.rows);
  if (missing !== undefined) return await makeRenditions(context, photo, read, missing);
  const wanted = new Set(options.rows.renditions.map(({ name }) => name));
  const kept = Object.entries(photo.renditions).filter(([name]) => wanted.has(name));
  if (kept.length === Object.keys(photo.renditions).length) return undefined;
  return { photo: { ...photo, renditions: Object.fromEntries(kept) } };
}
