import type { ObjectId } from "../model/object-id.ts";
import { type PictureType, pictureExtensions } from "../model/picture.ts";
import { renditionNamePattern } from "../model/rendition.ts";

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

/** The name of a rendition, made as a photo's is: `renditions/<name>/3f/<objectId>-<12 hex of its checksum>.jpg`. */
export function renditionFile(name: string, objectId: ObjectId, checksum: string): string {
  return `renditions/${name}/${objectId.slice(0, 2)}/${objectId}-${checksum.slice(0, nameDigits)}.jpg`;
}

const inShard = "([0-9a-f]{2})/\\1[0-9a-f]{6}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9a-f]{12}";
const photoName = new RegExp(`^photos/${inShard}\\.(${Object.values(pictureExtensions).join("|")})$`);
const renditionName = new RegExp(`^renditions/(?:${renditionNamePattern})/${inShard}\\.jpg$`);

/** The folders of OUT that hold pictures. */
export const pictureFolders = ["photos", "renditions"] as const;

/** Whether a name relative to OUT is one that `photoFile` makes. */
export function isPhotoName(relative: string): boolean {
  return photoName.test(relative);
}

/** Whether it is one that `renditionFile` makes. */
export function isRenditionName(relative: string): boolean {
  return renditionName.test(relative);
}

/** Whether it is a picture's of ours. Nothing else in OUT is ever read or deleted as one. */
export function isPictureName(relative: string): boolean {
  return isPhotoName(relative) || isRenditionName(relative);
}
