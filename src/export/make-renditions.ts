import { renditionFile } from "../manifest/photo-names.ts";
import { perceptualHashColumn } from "../model/manifest-row.ts";
import { type RenditionSpec, renditionKey } from "../model/rendition.ts";
import type { RowSettings } from "../plan/next-row.ts";
import { freeBytes } from "../platform/free-bytes.ts";
import type { MadePicture, PictureSource } from "../renditions/picture-work.ts";
import type { PhotoRecord, RenditionRecord } from "../store/photos.ts";
import type { PassContext } from "./pass-context.ts";
import { type NotKept, refusal } from "./refusal.ts";
import { digest } from "./sound-file.ts";
import { writePictures } from "./write-pictures.ts";

/** What is still to be made of a photo. */
export interface MissingPictures {
  readonly renditions: readonly RenditionSpec[];
  readonly hash: boolean;
}

/** What the settings want of a photo and its record does not have yet; undefined where nothing is missing. */
export function missingPictures(
  photo: PhotoRecord,
  { renditions, extraColumns }: RowSettings,
): MissingPictures | undefined {
  const missing = renditions.filter((spec) => photo.renditions[spec.name]?.key !== renditionKey(spec));
  // It costs little where the photo is looked at anyway.
  const wantsHash = renditions.length > 0 || extraColumns.includes(perceptualHashColumn);
  const hash = wantsHash && photo.perceptualHash === undefined;
  return missing.length > 0 || hash ? { renditions: missing, hash } : undefined;
}

/**
 * Makes what is missing of a photo and writes it. All of it or nothing: where one rendition cannot be made the others are
 * not kept either. Rejects with what the source throws, or `outputFailed`.
 */
export async function makeRenditions(
  context: PassContext,
  photo: PhotoRecord,
  source: PictureSource,
  { renditions: specs, hash }: MissingPictures,
): Promise<{ readonly photo: PhotoRecord } | NotKept> {
  const { options, parts, progress } = context;
  const result = await parts.pictures.carryOut(source, { make: "renditions", renditions: specs, hash });
  if (result.kind === "refused") return { refused: refusal(result) };

  const made: Record<string, RenditionRecord> = {};
  const toWrite = [];
  for (const spec of specs) {
    const picture = result.pictures.get(spec.name);
    if (picture === undefined) throw new TypeError(`The rendition ${spec.name} was not made.`);
    const record = renditionRecord(context, photo, spec, picture);
    made[spec.name] = record;
    toWrite.push({ ...record, content: picture.bytes });
  }
  if (toWrite.length > 0) await writePictures(context, photo.objectId, toWrite);
  for (const { content } of toWrite) freeBytes(content);
  progress.renditionsMade += specs.length;

  const renditions: Record<string, RenditionRecord> = {};
  for (const { name } of options.rows.renditions) {
    const record = made[name] ?? photo.renditions[name];
    if (record !== undefined) renditions[name] = record;
  }
  return { photo: { ...photo, renditions, perceptualHash: result.perceptualHash ?? photo.perceptualHash } };
}

function renditionRecord(
  { options }: PassContext,
  { objectId }: PhotoRecord,
  spec: RenditionSpec,
  { bytes, width, height }: MadePicture,
): RenditionRecord {
  const checksum = digest(options.checksum, bytes);
  const file = renditionFile(spec.name, objectId, checksum);
  return { file, bytes: bytes.length, width, height, checksum, key: renditionKey(spec) };
}
