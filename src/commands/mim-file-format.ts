import { ExophotosError } from "../errors.ts";
import type { FileFormat } from "../mim/file.ts";
import { type LdifOptions, readLdifOptions } from "../mim/ldif-options.ts";
import type { MimFileWriting } from "../settings/types.ts";

/** What is to be written, checked against the columns that are published. Throws `settingInvalid`. */
export function fileFormat(settings: MimFileWriting, columns: readonly string[]): FileFormat {
  const { format, delimiter, photo, ldif } = settings;
  if (format !== "ldif") return { format, delimiter, hasPhoto: photo === "photo" };
  const options = readLdifOptions(ldif, columns);
  return { format, ldif: photo === "photo" ? options : withoutPhoto(options, settings) };
}

/** An attribute that stays without its picture would say that there is none, and take it away. */
function withoutPhoto(options: LdifOptions, { ldif, originOf }: MimFileWriting): LdifOptions {
  const attributes = options.attributes.filter(({ column }) => column !== "photo");
  const isAskedFor = ldif.map.some(({ column }) => column === "photo");
  if (!isAskedFor && attributes.length > 0) return { ...options, attributes };
  const problem = isAskedFor
    ? `contradicts map (${originOf("map")}), which asks for it`
    : "leaves no attribute to write: give others with --map";
  throw new ExophotosError("settingInvalid", { setting: "photo", origin: originOf("photo"), problem });
}
