import { ExophotosError } from "../errors.ts";
import { type AddedColumns, manifestColumns } from "../manifest/columns.ts";
import { photoItself, pictureColumn } from "../manifest/picture-columns.ts";
import type { LdifMapping, LdifPreset, LdifWishes } from "../model/ldif.ts";
import { personPropertyNames } from "../model/person.ts";
import { columnsOfDn, type DnTemplate, namesByMark, parseDnTemplate } from "./ldif-dn.ts";

/** An attribute of the file, and what fills it: a column of the manifest, or the bytes of the photo or of a rendition. */
export type LdifAttribute =
  | { readonly attribute: string; readonly column: string }
  | { readonly attribute: string; readonly picture: string };

export interface LdifOptions {
  readonly preset: LdifPreset;
  readonly dn: DnTemplate;
  readonly objectClass: string;
  readonly attributes: readonly LdifAttribute[];
}

/** The object id stays when a person is renamed, and it is all that is known of a deleted object. */
const mimDn = "CN={objectId},O=exophotos";

function presetAttributes(preset: LdifPreset, picture: string): readonly LdifAttribute[] {
  if (preset === "ad") return [{ attribute: "thumbnailPhoto", picture }];
  return [
    { attribute: "objectId", column: "objectId" },
    { attribute: "EXOPhoto", picture },
    { attribute: "EXOPhotoChecksum", column: pictureColumn(picture, "Checksum") },
    ...personPropertyNames.map((name) => ({ attribute: name, column: name })),
  ];
}

/**
 * Checks what was asked for against what the published manifest has; `picture` is the one of the preset's attributes.
 * Throws `settingInvalid` with the name of the flag: dn or map.
 */
export function readLdifOptions(wishes: LdifWishes, added: AddedColumns, picture: string): LdifOptions {
  const { preset, objectClass, map } = wishes;
  const attributes =
    map.length > 0 ? map.map((mapping) => readMapping(mapping, added)) : presetAttributes(preset, picture);
  return { preset, dn: readDn(wishes, manifestColumns(added)), objectClass, attributes };
}

/** A column comes before a rendition of the same name. */
function readMapping({ attribute, column }: LdifMapping, added: AddedColumns): LdifAttribute {
  if (reservedNames.includes(attribute.toLowerCase())) {
    throw invalid("map", `names «${attribute}», which means something else in LDIF`);
  }
  if (column === photoItself) return { attribute, picture: column };
  if (manifestColumns(added).includes(column)) return { attribute, column };
  if (added.renditions.includes(column)) return { attribute, picture: column };
  throw invalid("map", `names «${column}», which is no column of the manifest and no rendition in it`);
}

/** Words that begin a line of an LDIF file with a meaning of its own. */
const reservedNames = ["dn", "version", "changetype", "control", "objectclass"];

function readDn({ preset, dn }: LdifWishes, columns: readonly string[]): DnTemplate {
  const text = dn ?? (preset === "mim" ? mimDn : undefined);
  if (text === undefined) throw invalid("dn", "is missing: only you know the names of a directory's objects");
  const template = parseDnTemplate(text);
  if (typeof template === "string") throw invalid("dn", template);
  if (preset !== "ad" && namesByMark(template))
    throw invalid("dn", "has a form that only Active Directory understands");
  const unknown = columnsOfDn(template).find((column) => !columns.includes(column));
  if (unknown !== undefined) throw invalid("dn", `names «${unknown}», which is no column of the manifest`);
  return template;
}

function invalid(setting: string, problem: string): ExophotosError<"settingInvalid"> {
  return new ExophotosError("settingInvalid", { setting, origin: undefined, problem });
}
