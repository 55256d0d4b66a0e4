import type { ObjectId } from "../model/object-id.ts";
import { type PictureType, pictureExtensions } from "../model/picture.ts";

/** How many hex digits of the checksum a file's name carries. */
const nameDigits = 12;

/**
 * The name of a photo, relative to OUT with forward slashes: `photos/3f/<objectId>-<12 hex of checksum>.jpg`. It is
 * made of the object id and hex digits alone, and other bytes get another name.
 */
export function photoFile(objectId: ObjectId, checksum: string, contentType: PictureType): string {
  const digits = checksum.slice(0, nameDigits);
  return `photos/${objectId.slice(0, 2)}/${objectId}-${digits}.${pictureExtensions[contentType]}`;
}

const photoName =
  /^photos\/([0-9a-f]{2})\/\1[0-9a-f]{6}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9a-f]{12}\.(jpg|png|gif)$/;

/** Whether a name relative to OUT is one that `photoFile` makes. Nothing else in OUT is ever read or deleted as a photo. */
export function isPhotoName(relative: string): boolean {
  return photoName.test(relative);
}
