import type { ChecksumAlgorithm } from "../model/checksum.ts";
import type { ListedPhoto, ListedRendition } from "../model/manifest-row.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { PictureType } from "../model/picture.ts";
import type { Database, Row } from "./database.ts";

/** A rendition as it was made; `key` stands for the settings (`renditionKey`). */
export interface RenditionRecord extends ListedRendition {
  readonly key: string;
}

export type RenditionRecords = Readonly<Record<string, RenditionRecord>>;

/** The last accepted photo of a person. Times in milliseconds since 1970, etags normalized. */
export interface PhotoRecord {
  readonly objectId: ObjectId;
  readonly file: string;
  readonly contentType: PictureType;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly checksumAlgorithm: ChecksumAlgorithm;
  readonly checksum: string;
  readonly metadataEtag: string | undefined;
  readonly valueEtag: string | undefined;
  /** The `--size` that it was fetched under. */
  readonly size: string;
  /** ISO 8601 UTC. */
  readonly modified: string;
  readonly fetchedAtMs: number;
  readonly fetchedPass: number;
  /** What was made of this very photo, by the rendition's name. */
  readonly renditions: RenditionRecords;
  /** 16 hex digits; undefined where it was not asked for yet. */
  readonly perceptualHash: string | undefined;
  /** The file is a JPEG that was made of another kind of picture. */
  readonly transcoded: boolean;
}

/** The accepted photos. */
export class PhotoStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(objectId: ObjectId): PhotoRecord | undefined {
    const row = this.#database.get("SELECT *, object_id AS photo_id FROM photos WHERE object_id = ?", objectId);
    return row === undefined ? undefined : photoFromRow(row);
  }

  put(photo: PhotoRecord): void {
    this.#database.run(
      `INSERT OR REPLACE INTO photos (object_id, file, content_type, bytes, width, height, checksum_algorithm, checksum,
        metadata_etag, value_etag, size, modified, fetched_at, fetched_pass, renditions, perceptual_hash, transcoded)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      photo.objectId,
      photo.file,
      photo.contentType,
      photo.bytes,
      photo.width,
      photo.height,
      photo.checksumAlgorithm,
      photo.checksum,
      photo.metadataEtag ?? null,
      photo.valueEtag ?? null,
      photo.size,
      photo.modified,
      photo.fetchedAtMs,
      photo.fetchedPass,
      JSON.stringify(photo.renditions),
      photo.perceptualHash ?? null,
      photo.transcoded ? 1 : 0,
    );
  }

  setMetadataEtag(objectId: ObjectId, etag: string): void {
    this.#database.run(
      "UPDATE photos SET metadata_etag = ? WHERE object_id = ? AND metadata_etag IS NOT ?",
      etag,
      objectId,
      etag,
    );
  }

  /** Whether a file is a person's photo or a rendition of it. */
  uses(objectId: ObjectId, file: string): boolean {
    const photo = this.get(objectId);
    return photo !== undefined && (photo.file === file || renditionIn(photo, file) !== undefined);
  }

  /** Forgets what a file is to a person: the photo as a whole, or one rendition of it, or nothing. */
  forgetFile(objectId: ObjectId, file: string): void {
    const photo = this.get(objectId);
    if (photo === undefined) return;
    if (photo.file === file) {
      this.remove(objectId);
      return;
    }
    const name = renditionIn(photo, file);
    if (name === undefined) return;
    const { [name]: _, ...renditions } = photo.renditions;
    this.put({ ...photo, renditions });
  }

  remove(objectId: ObjectId): void {
    this.#database.run("DELETE FROM photos WHERE object_id = ?", objectId);
  }

  /** Photos whose checksum is in another algorithm than the wanted one, in batches of up to `limit`. */
  inOtherAlgorithm(wanted: ChecksumAlgorithm, limit: number): PhotoRecord[] {
    return this.#database
      .all("SELECT *, object_id AS photo_id FROM photos WHERE checksum_algorithm <> ? LIMIT ?", wanted, limit)
      .map(photoFromRow);
  }

  countInOtherAlgorithm(wanted: ChecksumAlgorithm): number {
    return Number(this.#database.get("SELECT count(*) AS n FROM photos WHERE checksum_algorithm <> ?", wanted)?.n ?? 0);
  }
}

/** The name of the rendition whose file it is. */
function renditionIn({ renditions }: PhotoRecord, file: string): string | undefined {
  return Object.entries(renditions).find(([, made]) => made.file === file)?.[0];
}

/** A photo record from a row of `photos` (object_id as photo_id). */
export function photoFromRow(row: Row): PhotoRecord {
  return {
    objectId: String(row.photo_id) as ObjectId,
    file: String(row.file),
    contentType: String(row.content_type) as PictureType,
    bytes: Number(row.bytes),
    width: Number(row.width),
    height: Number(row.height),
    checksumAlgorithm: String(row.checksum_algorithm) as ChecksumAlgorithm,
    checksum: String(row.checksum),
    metadataEtag: row.metadata_etag === null ? undefined : String(row.metadata_etag),
    valueEtag: row.value_etag === null ? undefined : String(row.value_etag),
    size: String(row.size),
    modified: String(row.modified),
    fetchedAtMs: Number(row.fetched_at),
    fetchedPass: Number(row.fetched_pass),
    renditions: renditionsFrom(String(row.renditions)),
    perceptualHash: row.perceptual_hash === null ? undefined : String(row.perceptual_hash),
    transcoded: row.transcoded === 1,
  };
}

const noRenditions: RenditionRecords = {};

/** Written by `put`, and read for every person: mostly there are none. */
function renditionsFrom(json: string): RenditionRecords {
  return json === "{}" ? noRenditions : (JSON.parse(json) as RenditionRecords);
}

/** The columns of a photo and of what was made of it, for a record. */
export function listedPhoto(photo: PhotoRecord): ListedPhoto {
  const renditions: Record<string, ListedRendition> = {};
  for (const [name, { key: _, ...listed }] of Object.entries(photo.renditions)) renditions[name] = listed;
  return {
    file: photo.file,
    contentType: photo.contentType,
    bytes: photo.bytes,
    width: photo.width,
    height: photo.height,
    checksumAlgorithm: photo.checksumAlgorithm,
    checksum: photo.checksum,
    etag: photo.metadataEtag ?? photo.valueEtag ?? "",
    modified: photo.modified,
    renditions,
  };
}
