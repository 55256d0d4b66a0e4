import { createHash } from "node:crypto";
import type { RenditionFit, RenditionSpec } from "../model/rendition.ts";
import { defaultPictureLimits, inspectPicture } from "../renditions/inspect-picture.ts";
import type { Look, PicturePool, WorkProblem } from "../renditions/picture-work.ts";
import { lookOf } from "./look.ts";
import { isPlainJpeg } from "./plain-jpeg.ts";

/** The largest picture that Microsoft 365 serves, in pixels. Source: GDC profilephoto-get. */
const edge = 648;
/** Graph takes less than 4 MB a request. Source: GDC profilephoto-update. */
const maxBytes = 4_000_000;

/** Goes up when the same file gives other bytes than before. */
const method = 1;

/** A photo as it is sent: a JPEG, upright, without metadata, of at most 648 by 648 pixels and below 4 MB. */
export interface PreparedPhoto {
  readonly bytes: Uint8Array;
  /** SHA-256 of them, lower-case hex. */
  readonly sha256: string;
  readonly look: Look;
}

export type Preparation =
  | ({ readonly kind: "prepared" } & PreparedPhoto)
  | { readonly kind: "unusable"; readonly problem: WorkProblem; readonly message: string };

/** What the prepared bytes depend on besides the file's: equal text means equal bytes. */
export function preparationKey(fit: RenditionFit): string {
  return `${edge}x${edge},fit=${fit},method=${method}`;
}

/** Makes of a picture what is to be sent. One that already is so stays byte for byte as it is. */
export async function preparePhoto(bytes: Uint8Array, fit: RenditionFit, pictures: PicturePool): Promise<Preparation> {
  const header = inspectPicture(bytes, defaultPictureLimits);
  if (typeof header === "string") return { kind: "unusable", problem: header, message: "" };
  const { contentType, width, height } = header;
  const hasShape = width <= edge && height <= edge && (fit === "contain" || width === height);
  if (contentType === "image/jpeg" && hasShape && bytes.length <= maxBytes && isPlainJpeg(bytes)) {
    return await looked(bytes, pictures);
  }
  const spec: RenditionSpec = { name: "photo", width: edge, height: edge, fit, maxBytes };
  const made = await pictures.carryOut(new Uint8Array(bytes), { make: "renditions", renditions: [spec], hash: false });
  if (made.kind === "refused") return { kind: "unusable", problem: made.problem, message: made.message };
  const photo = made.pictures.get(spec.name);
  if (photo === undefined) throw new TypeError("The photo was not made.");
  return await looked(photo.bytes, pictures);
}

async function looked(bytes: Uint8Array, pictures: PicturePool): Promise<Preparation> {
  const look = await lookOf(pictures, bytes);
  if (look === undefined) return { kind: "unusable", problem: "undecodable", message: "it cannot be decoded" };
  return { kind: "prepared", bytes, sha256: createHash("sha256").update(bytes).digest("hex"), look };
}
