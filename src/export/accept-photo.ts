import type { PictureHeader } from "../model/picture.ts";
import { decideFetch } from "../plan/answers.ts";
import { defaultPictureLimits, inspectPicture } from "../renditions/inspect-picture.ts";
import type { JoinedPerson } from "../store/people.ts";
import type { PhotoRecord } from "../store/photos.ts";
import type { FetchAnswer } from "../tenant/outcome.ts";
import { keepPhoto, type PhotoPicture, photoOf } from "./keep-photo.ts";
import type { PassContext } from "./pass-context.ts";
import { answerContext } from "./probe-people.ts";
import { recordAnswer, recordFailure, settle } from "./record-answer.ts";
import { transcode } from "./transcode.ts";

/** Carries out what a fetch's answer means for a person: checked bytes get a name, everything else is recorded. */
export async function recordFetch(context: PassContext, { objectId, outcome }: FetchAnswer): Promise<void> {
  context.watch.see(outcome);
  const known = context.state.people.get(objectId);
  if (known === undefined) return;
  const decision = decideFetch(outcome, answerContext(context, known));
  if (decision.do !== "accept") return await settle(context, known, decision);

  const { bytes, etag } = decision.photo;
  const header = inspectPicture(bytes, defaultPictureLimits);
  if (typeof header === "string") {
    const message = `the bytes that Graph sent are no usable picture (${header}, ${bytes.length} bytes)`;
    return await recordFailure(context, known, { reason: `picture:${header}`, message, tries: 1 });
  }
  if (header.width === 1 && header.height === 1) {
    const placeholder = { kind: "none", reason: "placeholder" } as const;
    const denied = decideFetch(placeholder, answerContext(context, known));
    if (denied.do !== "accept") return await settle(context, known, denied);
  }
  context.progress.downloaded += 1;
  context.progress.downloadedBytes += bytes.length;
  const picture = await asKept(context, bytes, header);
  if ("refused" in picture) return await recordFailure(context, known, picture.refused);
  await accept(context, known, fetchedRecord(context, known, etag, picture), picture.bytes);
}

/** The picture as it goes into photos/: as it is, or as a JPEG where it is none. */
async function asKept(context: PassContext, bytes: Uint8Array, header: PictureHeader) {
  const isKept = header.contentType === "image/jpeg" || !context.options.transcode;
  return isKept ? { bytes, header, transcoded: false } : await transcode(context, bytes);
}

async function accept(
  context: PassContext,
  known: JoinedPerson,
  record: PhotoRecord,
  bytes: Uint8Array,
): Promise<void> {
  const { state, sample } = context;
  const kept = await keepPhoto(context, record, bytes);
  if ("refused" in kept) {
    // Whoever has a photo keeps it as a whole; somebody new gets the photo without what could not be made of it.
    const isNew = known.photo === undefined && known.published?.photo === undefined;
    return await recordFailure(context, known, kept.refused, isNew ? () => state.photos.put(record) : undefined);
  }
  await recordAnswer(context, record.objectId, "photo", undefined, () => state.photos.put(kept.photo));
  if (record.metadataEtag === undefined) sample.offer(record.objectId);
  else sample.compare(record.metadataEtag === record.valueEtag);
}

function fetchedRecord(
  context: PassContext,
  known: JoinedPerson,
  etag: string | undefined,
  picture: PhotoPicture,
): PhotoRecord {
  const { options, parts, pass, startedAtMs } = context;
  const { person, pendingEtag } = known.record;
  const photo = photoOf(person.objectId, picture, options.checksum);
  const before = known.photo ?? known.published?.photo;
  const isSame = before?.checksum === photo.checksum && before.checksumAlgorithm === options.checksum;
  // What was made of the same bytes before need not be made again; `--full` trusts no file.
  const remembered = isSame && !options.full ? known.photo : undefined;
  return {
    ...photo,
    metadataEtag: pendingEtag ?? (isSame ? known.photo?.metadataEtag : undefined),
    valueEtag: etag,
    size: options.size,
    modified: isSame ? before.modified : new Date(startedAtMs).toISOString(),
    fetchedAtMs: parts.clock.now(),
    fetchedPass: pass,
    renditions: remembered?.renditions ?? {},
    perceptualHash: remembered?.perceptualHash,
  };
}
