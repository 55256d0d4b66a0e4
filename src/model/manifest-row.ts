import type { ChecksumAlgorithm } from "./checksum.ts";
import type { ObjectId } from "./object-id.ts";
import type { PersonProperties } from "./person.ts";
import type { PictureType } from "./picture.ts";

/** The columns of one rendition in a manifest row. `file` is relative to OUT with forward slashes. */
export interface ListedRendition {
  readonly file: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** In the photo's algorithm. */
  readonly checksum: string;
}

/** The photo columns of a manifest row. `file` is relative to OUT with forward slashes; the rest describes that file. */
export interface ListedPhoto {
  readonly file: string;
  readonly contentType: PictureType;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly checksumAlgorithm: ChecksumAlgorithm;
  readonly checksum: string;
  /** Graph's mediaEtag, normalized, or "" where Graph gave none. */
  readonly etag: string;
  /** UTC time, ISO 8601, of the pass that first saw these bytes. */
  readonly modified: string;
  /** What was made of it, by the rendition's name. */
  readonly renditions: Readonly<Record<string, ListedRendition>>;
}

/** One row of manifest.csv. Under `--rows people` a person without a photo has a row whose photo is undefined. */
export interface ManifestRow {
  readonly objectId: ObjectId;
  readonly properties: PersonProperties;
  readonly photo: ListedPhoto | undefined;
  /** Values of the columns that `--columns` appends, by column name. */
  readonly extra: Readonly<Record<string, string>>;
}

/** The column that `--columns phash` appends: it comes from the photo, not from Graph. */
export const perceptualHashColumn = "phash";
