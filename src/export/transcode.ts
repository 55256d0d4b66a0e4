import type { PictureSource } from "../renditions/picture-work.ts";
import type { PhotoPicture } from "./keep-photo.ts";
import type { PassContext } from "./pass-context.ts";
import { type NotKept, refusal } from "./refusal.ts";

/** A picture of another kind as a JPEG. Rejects with what the source throws. */
export async function transcode(
  { parts, progress }: PassContext,
  source: PictureSource,
): Promise<PhotoPicture | NotKept> {
  const result = await parts.pictures.carryOut(source, { make: "jpeg" });
  if (result.kind === "refused") return { refused: refusal(result) };
  const jpeg = result.pictures.get("jpeg");
  if (jpeg === undefined) throw new TypeError("The JPEG was not made.");
  const { bytes, width, height } = jpeg;
  progress.transcoded += 1;
  return { bytes, header: { contentType: "image/jpeg", width, height }, transcoded: true };
}
