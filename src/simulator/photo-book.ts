import { createHash } from "node:crypto";
import { mix, mixShare } from "./directory/mix.ts";
import type { Gallery, Portrait } from "./drawing/gallery.ts";
import { type Base64Form, headWithComment, PictureFile, toBase64 } from "./drawing/picture-file.ts";

/** How the ETag of a photo's bytes relates to the metadata's `@odata.mediaEtag`; which one Graph does is not known. */
export type ValueEtag = "same" | "different" | "absent";

/** One picture of one person, ready to be served. Etags without quotes; `valueEtag` is undefined where none is sent. */
export interface ServedPhoto {
  readonly picture: PictureFile;
  readonly head: Buffer;
  readonly etag: string;
  readonly valueEtag: string | undefined;
}

/** What somebody put in place of a person's drawn photo. */
export interface PhotoUpload {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
}

type PhotoEdit =
  | { readonly kind: "none" }
  | { readonly kind: "drawn"; readonly version: number }
  | { readonly kind: "uploaded"; readonly version: number; readonly picture: PictureFile };

/** Who has which photo. People are told apart by their index, only edits are held. */
export class PhotoBook {
  readonly #gallery: Gallery;
  readonly #seed: number;
  readonly #share: number;
  readonly #valueEtag: ValueEtag;
  readonly #edits = new Map<number, PhotoEdit>();

  constructor(gallery: Gallery, seed: number, share: number, valueEtag: ValueEtag) {
    this.#gallery = gallery;
    this.#seed = seed;
    this.#share = share;
    this.#valueEtag = valueEtag;
  }

  /** Gives the person the drawn photo of a version; without one, of the next. */
  setVersion(index: number, version = this.#version(index) + 1): void {
    this.#edits.set(index, { kind: "drawn", version });
  }

  upload(index: number, photo: PhotoUpload): void {
    const { contentType, width, height } = photo;
    const picture = new PictureFile(contentType, width, height, Buffer.alloc(0), Buffer.from(photo.bytes));
    this.#edits.set(index, { kind: "uploaded", version: this.#version(index) + 1, picture });
  }

  remove(index: number): void {
    this.#edits.set(index, { kind: "none" });
  }

  /** The largest picture of a person, or undefined when there is none. */
  largest(index: number, id: string): ServedPhoto | undefined {
    const state = this.#state(index);
    switch (state.kind) {
      case "none":
        return undefined;
      case "uploaded":
        return this.#served(index, id, state.version, state.picture);
      case "drawn":
        return this.#served(index, id, state.version, this.#portrait(index).largest);
    }
  }

  /** The edges in pixels of the pictures that exist, largest first; empty when there is none. */
  edges(index: number): readonly number[] {
    const state = this.#state(index);
    switch (state.kind) {
      case "none":
        return [];
      case "uploaded":
        return [state.picture.width];
      case "drawn":
        return this.#portrait(index).edges;
    }
  }

  /** A person's picture in one of the sizes that exist. */
  async inSize(index: number, id: string, edge: number): Promise<ServedPhoto | undefined> {
    const state = this.#state(index);
    if (!this.edges(index).includes(edge)) return undefined;
    if (state.kind !== "drawn") return this.largest(index, id);
    return this.#served(index, id, state.version, await this.#portrait(index).inSize(edge));
  }

  /** The etag of a person's picture in a size, without quotes. */
  etagIn(index: number, edge: number): string {
    return this.#etag(index, this.#version(index), edge);
  }

  #state(index: number): PhotoEdit {
    const edit = this.#edits.get(index);
    if (edit !== undefined) return edit;
    return mixShare(this.#seed, 61, index) < this.#share ? { kind: "drawn", version: 1 } : { kind: "none" };
  }

  #version(index: number): number {
    const state = this.#state(index);
    return state.kind === "none" ? 0 : state.version;
  }

  #portrait(index: number): Portrait {
    const { portraits } = this.#gallery;
    const portrait = portraits[mix(this.#seed, 62, index) % portraits.length];
    if (portrait === undefined) throw new RangeError("The gallery is empty.");
    return portrait;
  }

  #served(index: number, id: string, version: number, picture: PictureFile): ServedPhoto {
    const etag = this.#etag(index, version, picture.width);
    const valueEtags = { same: etag, different: this.#etag(index, -version, picture.width), absent: undefined };
    const head = headWithComment(picture, `${id} version ${version}`);
    return { picture, head, etag, valueEtag: valueEtags[this.#valueEtag] };
  }

  #etag(index: number, version: number, width: number): string {
    const hash = mix(this.#seed + width, 63 + version, index);
    return hash.toString(16).toUpperCase().padStart(8, "0");
  }
}

/** The bytes of a photo as a client must end up with them. */
export function photoBytes(photo: ServedPhoto): Buffer {
  return Buffer.concat([photo.head, photo.picture.body]);
}

/** The same as base64, in two parts that belong one behind the other. */
export function photoBase64(photo: ServedPhoto, form: Base64Form): readonly [string, Buffer] {
  return [toBase64(photo.head, form), photo.picture.bodyAsBase64(form)];
}

/** Lower-case hex SHA-256 of a photo's bytes. */
export function photoSha256(photo: ServedPhoto): string {
  return createHash("sha256").update(photo.head).update(photo.picture.body).digest("hex");
}
