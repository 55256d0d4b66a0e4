import { ExophotosError } from "../errors.ts";
import type { LdifMapping, LdifPreset, LdifWishes } from "../model/ldif.ts";
import { personPropertyNames } from "../model/person.ts";
import { columnsOfDn, type DnTemplate, namesByMark, parseDnTemplate } from "./ldif-dn.ts";

export interface LdifOptions {
  readonly preset: LdifPreset;
  readonly dn: DnTemplate;
  readonly objectClass: string;
  readonly attributes: readonly LdifMapping[];
}

/** The object id stays when a person is renamed, and it is all that is known of a deleted object. */
const mimDn = "CN={objectId},O=exophotos";

const presetMaps = {
  mim: [
    { attribute: "objectId", column: "objectId" },
    { attribute: "EXOPhoto", column: "photo" },
    { attribute: "EXOPhotoChecksum", column: "checksum" },
    ...personPropertyNames.map((name) => ({ attribute: name, column: name })),
  ],
  ad: [{ attribute: "thumbnailPhoto", column: "photo" }],
} as const satisfies Readonly<Record<LdifPreset, readonly LdifMapping[]>>;

/**
 * Checks what was asked for against the columns of the manifest that is published. Throws `settingInvalid` with the
 * name of the flag: dn or map.
 */
export function readLdifOptions(wishes: LdifWishes, columns: readonly string[]): LdifOptions {
  const { preset, objectClass } = wishes;
  const attributes = wishes.map.length > 0 ? wishes.map : presetMaps[preset];
  for (const { attribute, column } of attributes) {
    if (reservedNames.includes(attribute.toLowerCase())) {
      throw invalid("map", `names «${attribute}», which means something else in LDIF`);
    }
    if (column !== "photo") requireColumn("map", column, columns);
  }
  return { preset, dn: readDn(wishes, columns), objectClass, attributes };
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
  for (const column of columnsOfDn(template)) requireColumn("dn", column, columns);
  return template;
}

function requireColumn(setting: string, column: string, columns: readonly string[]): void {
  if (!columns.includes(column)) throw invalid(setting, `names «${column}», which is no column of the manifest`);
}

function invalid(setting: string, problem: string): ExophotosError<"settingInvalid"> {
  return new ExophotosError("settingInvalid", { setting, origin: undefined, problem });
}
