import { ExophotosError } from "../errors.ts";
import { photoItself } from "../manifest/picture-columns.ts";
import { type AttributePicture, thumbnailLimit } from "../model/directory.ts";
import type { Database } from "../store/database.ts";

/** The rendition that fills thumbnailPhoto where nothing else is asked for. */
const usualRendition = "thumbnail";

/**
 * What fills which attribute: what was asked for, or thumbnailPhoto from the rendition of that name, or else from the
 * photo itself. Throws `settingInvalid` for a rendition that the manifest does not have.
 */
export function chooseAttributes(
  asked: readonly AttributePicture[],
  renditions: readonly string[],
): readonly AttributePicture[] {
  const missing = asked.find(({ picture }) => picture !== photoItself && !renditions.includes(picture));
  if (missing !== undefined) {
    throw invalid(`names «${missing.picture}», which is no rendition in the export: it has ${listed(renditions)}`);
  }
  if (asked.length > 0) return asked;
  const picture = renditions.includes(usualRendition) ? usualRendition : photoItself;
  return [{ attribute: "thumbnailPhoto", picture }];
}

/** Throws `settingInvalid` where nobody chose the photo itself for thumbnailPhoto, and it is too large for some. */
export function refuseLargePhotos(
  database: Database,
  asked: readonly AttributePicture[],
  [chosen]: readonly AttributePicture[],
): void {
  if (asked.length > 0 || chosen?.picture !== photoItself) return;
  const row = database.get("SELECT count(*) AS n FROM pictures WHERE bytes > ?", thumbnailLimit);
  const tooLarge = Number(row?.n ?? 0);
  if (tooLarge === 0) return;
  throw invalid(
    `is not set, the export has no rendition ${usualRendition}, and ${tooLarge} of its photos are larger than the ${thumbnailLimit} bytes that thumbnailPhoto takes: export once with --rendition ${usualRendition}=96x96,max-bytes=10240`,
  );
}

function listed(renditions: readonly string[]): string {
  return renditions.length === 0 ? "none" : renditions.join(", ");
}

function invalid(problem: string): ExophotosError<"settingInvalid"> {
  return new ExophotosError("settingInvalid", { setting: "attribute", origin: undefined, problem });
}
