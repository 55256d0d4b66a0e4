import { createHash } from "node:crypto";
import { type Answer, answer, graphError } from "./answer.ts";
import { forbidden, isPermitted } from "./authorization.ts";
import { isGuid } from "./directory/object-ids.ts";
import type { Directory } from "./directory.ts";
import { resourceNotFound } from "./listing-endpoint.ts";
import { imageNotFound, noMailboxAnswer } from "./no-photo.ts";
import type { PhotoUpload } from "./photo-book.ts";

/** A request that sets or removes the photo of a person. `key` is an object id or a userPrincipalName. */
export interface PhotoWrite {
  readonly method: "PUT" | "PATCH" | "DELETE";
  readonly key: string;
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

/** Source: GDC api-reference/v1.0/api/profilephoto-update.md. */
const mostBytes = 4 * 1024 * 1024;
const largestEdge = 648;
const quality = 82;
const mostEncoded = 256;

/** Makes of an upload what Exchange keeps. Undefined for what is no picture. */
type Encoder = (bytes: Buffer) => Promise<PhotoUpload | undefined>;

/**
 * Takes photos as Exchange does: scaled to 648 pixels at most and encoded anew, under another etag.
 * Source: GDC api-reference/v1.0/api/profilephoto-update.md, profilephoto-delete.md.
 */
export class PhotoWrites {
  readonly #directory: Directory;
  readonly #roles: readonly string[];
  readonly #source: "cloud" | "onPremises";
  /** By the SHA-256 of what was sent: Jimp takes its time, and many people of a test look alike. */
  readonly #encoded = new Map<string, PhotoUpload | undefined>();
  #encoder: Promise<Encoder> | undefined;

  constructor(directory: Directory, roles: readonly string[], source: "cloud" | "onPremises") {
    this.#directory = directory;
    this.#roles = roles;
    this.#source = source;
  }

  async answer({ method, key, contentType, bytes }: PhotoWrite): Promise<Answer> {
    // How a policy says it is not documented: it looks like a missing permission. Source: GDC profilephoto-configure-settings.
    if (!isPermitted(this.#roles, "photoWrites") || this.#source === "onPremises") return forbidden("photoWrites");
    const user = this.#directory.people.find(key);
    if (user === undefined) return isGuid(key) ? resourceNotFound(key) : imageNotFound();
    const noMailbox = this.#directory.mailboxOf(user.index);
    if (noMailbox !== undefined) return noMailboxAnswer(noMailbox);
    if (method === "DELETE") {
      if (this.#directory.photos.edges(user.index).length === 0) return imageNotFound();
      this.#directory.photos.remove(user.index);
      return answer(204, { kind: "empty" });
    }
    if (bytes.length >= mostBytes) return graphError(413, "RequestEntityTooLarge", "The request is too large.");
    if (!/^image\/jpeg$/i.test(contentType ?? "")) {
      return graphError(415, "UnsupportedMediaType", "The media type of the photo is not supported.");
    }
    const upload = await this.#encode(bytes);
    if (upload === undefined) return graphError(400, "ErrorInvalidImage", "The photo is not a valid image.");
    this.#directory.photos.upload(user.index, upload);
    return answer(200, { kind: "empty" });
  }

  async #encode(bytes: Buffer): Promise<PhotoUpload | undefined> {
    this.#encoder ??= loadEncoder();
    const encode = await this.#encoder;
    const key = createHash("sha256").update(bytes).digest("hex");
    if (!this.#encoded.has(key)) {
      if (this.#encoded.size >= mostEncoded) this.#encoded.clear();
      this.#encoded.set(key, await encode(bytes));
    }
    return this.#encoded.get(key);
  }
}

/** Only a tenant that is written to needs it, and loading it takes a third of a second. */
async function loadEncoder(): Promise<Encoder> {
  const { defaultFormats, Jimp } = await import("jimp");
  // The format by itself: getBuffer would first lay each picture over a background, which takes as long again.
  const jpeg = defaultFormats.map((makeFormat) => makeFormat()).find((format) => format.mime === "image/jpeg");
  if (jpeg === undefined) throw new TypeError("Jimp has no encoder for JPEG.");
  const { decode, encode } = jpeg;
  return async (bytes) => {
    // Exchange looks at the bytes, whatever they are called.
    if (bytes.length < 2 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
    try {
      const picture = new Jimp(await decode(bytes));
      if (Math.max(picture.width, picture.height) > largestEdge) {
        picture.scaleToFit({ w: largestEdge, h: largestEdge });
      }
      const { width, height } = picture;
      return { bytes: await encode(picture.bitmap, { quality }), contentType: "image/jpeg", width, height };
    } catch {
      // Jimp's word for bytes that it cannot decode.
      return undefined;
    }
  };
}
