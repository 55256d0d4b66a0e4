import { createHash } from "node:crypto";
import { photoFile } from "../manifest/photo-names.ts";
import type { PictureHeader } from "../model/picture.ts";
import { decideFetch } from "../plan/answers.ts";
import { freeBytes } from "../platform/free-bytes.ts";
import { defaultPictureLimits, inspectPicture } from "../renditions/inspect-picture.ts";
import type { JoinedPerson } from "../store/people.ts";
import type { PhotoRecord } from "../store/photos.ts";
import type { FetchAnswer, PhotoOutcome } from "../tenant/outcome.ts";
import type { PassContext } from "./pass-context.ts";
import { answerContext } from "./probe-people.ts";
import { recordAnswer, recordFailure, settle } from "./record-answer.ts";

/** Carries out what a fetch's answer means for a person: checked bytes get a name, everything else is recorded. */
export async function recordFetch(context: PassContext, { objectId, outcome }: FetchAnswer): Promise<void> {
  context.watch.see(outcome);
  const known = context.state.people.get(objectId);
  if (known === undefined) return;
  const decision = decideFetch(outcome, answerContext(context, known));
  if (decision.do !== "accept") return await settle(context, known, decision);

  const header = inspectPicture(decision.photo.bytes, defaultPictureLimits);
  if (typeof header === "string") {
    const message = `the bytes that Graph sent are no usable picture (${header}, ${decision.photo.bytes.length} bytes)`;
    return await recordFailure(context, known, { reason: `picture:${header}`, message, tries: 1 });
  }
  if (header.width === 1 && header.height === 1) {
    const placeholder = { kind: "none", reason: "placeholder" } as const;
    const denied = decideFetch(placeholder, answerContext(context, known));
    if (denied.do !== "accept") return await settle(context, known, denied);
  }
  const { photo } = decision;
  await acceptPhoto(context, photoRecord(context, known, photo, header), photo.bytes);
}

/** Name intended, bytes durable, then on record: whatever stops this in between leaves nothing that counts. */
async function acceptPhoto(context: PassContext, record: PhotoRecord, bytes: Uint8Array): Promise<void> {
  const { state, writes, files, progress, startedAtMs } = context;
  let isNew = false;
  await writes.add(() => {
    isNew = state.files.intend(
      {
        name: record.file,
        objectId: record.objectId,
        bytes: record.bytes,
        checksumAlgorithm: record.checksumAlgorithm,
        checksum: record.checksum,
        createdPass: context.pass,
      },
      startedAtMs,
    );
  });
  await files.write(record.file, bytes, { isNew });
  freeBytes(bytes);
  progress.downloaded += 1;
  progress.downloadedBytes += record.bytes;
  await recordAnswer(context, record.objectId, "photo", undefined, () => state.photos.put(record));
  if (record.metadataEtag === undefined) context.sample.offer(record.objectId);
  else context.sample.compare(record.metadataEtag === record.valueEtag);
}

function photoRecord(
  context: PassContext,
  known: JoinedPerson,
  photo: PhotoOutcome,
  header: PictureHeader,
): PhotoRecord {
  const { options, parts, pass, startedAtMs } = context;
  const { person, pendingEtag } = known.record;
  const checksum = createHash(options.checksum).update(photo.bytes).digest("hex");
  const before = known.photo ?? known.published?.photo;
  const sameBytes = before?.checksum === checksum && before.checksumAlgorithm === options.checksum;
  return {
    objectId: person.objectId,
    file: photoFile(person.objectId, checksum, header.contentType),
    contentType: header.contentType,
    bytes: photo.bytes.length,
    width: header.width,
    height: header.height,
    checksumAlgorithm: options.checksum,
    checksum,
    metadataEtag: pendingEtag ?? (sameBytes ? known.photo?.metadataEtag : undefined),
    valueEtag: photo.etag,
    size: options.size,
    modified: sameBytes ? before.modified : new Date(startedAtMs).toISOString(),
    fetchedAtMs: parts.clock.now(),
    fetchedPass: pass,
  };
}
