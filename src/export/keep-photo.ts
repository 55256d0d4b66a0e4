import { photoFile } from "../manifest/photo-names.ts";
import type { ChecksumAlgorithm } from "../model/checksum.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { PictureHeader } from "../model/picture.ts";
import { freeBytes } from "../platform/free-bytes.ts";
import type { PhotoRecord } from "../store/photos.ts";
import { makeRenditions, missingPictures } from "./make-renditions.ts";
import type { PassContext } from "./pass-context.ts";
import type { NotKept } from "./refusal.ts";
import { digest } from "./sound-file.ts";
import { writePictures } from "./write-pictures.ts";

/** A picture that is to become a person's photo. */
export interface PhotoPicture {
  readonly bytes: Uint8Array;
  readonly header: PictureHeader;
  readonly transcoded: boolean;
}

/** What a photo's record says of its bytes. */
export type PhotoBytes = Pick<
  PhotoRecord,
  "objectId" | "file" | "contentType" | "bytes" | "width" | "height" | "checksumAlgorithm" | "checksum" | "transcoded"
>;

/** A picture as a person's photo: its checksum and the name that follows from it. */
export function photoOf(
  objectId: ObjectId,
  { bytes, header, transcoded }: PhotoPicture,
  checksumAlgorithm: ChecksumAlgorithm,
): PhotoBytes {
  const checksum = digest(checksumAlgorithm, bytes);
  const file = photoFile(objectId, checksum, header.contentType);
  return { ...header, objectId, file, bytes: bytes.length, checksumAlgorithm, checksum, transcoded };
}

/**
 * Writes a photo, then makes and writes what the settings want of it. The bytes are given away. Whatever stops this in
 * between leaves nothing that counts: the record that comes back is put on record by the caller.
 */
export async function keepPhoto(
  context: PassContext,
  record: PhotoRecord,
  bytes: Uint8Array,
): Promise<{ readonly photo: PhotoRecord } | NotKept> {
  await writePictures(context, record.objectId, [{ ...record, content: bytes }]);
  const missing = missingPictures(record, context.options.rows);
  if (missing === undefined) {
    freeBytes(bytes);
    return { photo: record };
  }
  return await makeRenditions(context, record, bytes, missing);
}
