import type { ListedPhoto, ListedRendition } from "../model/manifest-row.ts";
import { type RenditionPart, renditionColumn } from "./columns.ts";

/** The name of the photo itself among a row's pictures; all other names are renditions'. */
export const photoItself = "photo";

/** The columns of one picture of a row; undefined where the row has none. */
export function listedPicture(photo: ListedPhoto | undefined, picture: string): ListedRendition | undefined {
  return picture === photoItself ? photo : photo?.renditions[picture];
}

/** The manifest's column that describes a part of a picture. */
export function pictureColumn(picture: string, part: RenditionPart): string {
  return picture === photoItself ? part.toLowerCase() : renditionColumn(picture, part);
}
