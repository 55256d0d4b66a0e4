import { ExophotosError } from "../errors.ts";
import { type AddedColumns, manifestColumns } from "../manifest/columns.ts";
import { photoItself } from "../manifest/picture-columns.ts";
import type { FileFormat } from "../mim/file.ts";
import { type LdifOptions, readLdifOptions } from "../mim/ldif-options.ts";
import type { MimFileWriting } from "../settings/types.ts";

/** What is to be written, checked against what the published manifest has. Throws `settingInvalid`. */
export function fileFormat(settings: MimFileWriting, added: AddedColumns): FileFormat {
  const { format, delimiter, ldif } = settings;
  const picture = settings.photo === "none" ? undefined : settings.photo;
  if (picture !== undefined && picture !== photoItself && !added.renditions.includes(picture)) {
    throw invalidPhoto(settings, `names «${picture}», which is no rendition in the manifest`);
  }
  if (format !== "ldif") {
    if (picture !== undefined && manifestColumns(added).includes(picture)) {
      throw invalidPhoto(settings, `names «${picture}», which is also a column of the manifest`);
    }
    return { format, delimiter, picture };
  }
  const options = readLdifOptions(ldif, added, picture ?? photoItself);
  if (picture === undefined) return { format, ldif: withoutPictures(options, settings) };
  const isMapped = options.attributes.some((one) => "picture" in one && one.picture === picture);
  if (isMapped || picture === photoItself) return { format, ldif: options };
  throw invalidPhoto(settings, `contradicts map (${settings.originOf("map")}), which does not have it`);
}

/** An attribute that stays without its picture would say that there is none, and take it away. */
function withoutPictures(options: LdifOptions, settings: MimFileWriting): LdifOptions {
  const attributes = options.attributes.filter((one) => !("picture" in one));
  const isAskedFor = settings.ldif.map.length > 0 && attributes.length < options.attributes.length;
  if (!isAskedFor && attributes.length > 0) return { ...options, attributes };
  const problem = isAskedFor
    ? `contradicts map (${settings.originOf("map")}), which asks for one`
    : "leaves no attribute to write: give others with --map";
  throw invalidPhoto(settings, problem);
}

function invalidPhoto({ originOf }: MimFileWriting, problem: string): ExophotosError<"settingInvalid"> {
  return new ExophotosError("settingInvalid", { setting: "photo", origin: originOf("photo"), problem });
}
