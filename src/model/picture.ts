/** Media types that a picture may have in the output directory, with the file extension that follows from each. */
export const pictureExtensions = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/bmp": "bmp",
} as const;

export type PictureType = keyof typeof pictureExtensions;

/** What the header of a picture says about it; sizes in pixels. */
export interface PictureHeader {
  readonly contentType: PictureType;
  readonly width: number;
  readonly height: number;
}
