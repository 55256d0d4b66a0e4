import { pictureColumn } from "../../manifest/picture-columns.ts";
import { personPropertyNames } from "../../model/person.ts";
import type { PsmaAttributeSet } from "../../model/psma-attributes.ts";

/** Types that a PSMA schema knows and that a photo's object needs. */
export type PsmaType = "String" | "Integer" | "Binary";

/** One attribute of the object class, and the manifest's column that fills it. */
export interface PsmaAttribute {
  readonly name: string;
  readonly type: PsmaType;
  readonly column: string;
}

/** The attribute that identifies an object: Entra's object id, as in the manifest. */
export const psmaAnchor = "objectId";

/** What tells of the picture: nobody has it who has no such picture. */
export function pictureAttributes(photo: string, set: PsmaAttributeSet): readonly PsmaAttribute[] {
  const pair: readonly PsmaAttribute[] = [
    { name: "EXOPhoto", type: "Binary", column: pictureColumn(photo, "File") },
    { name: "EXOPhotoChecksum", type: "String", column: pictureColumn(photo, "Checksum") },
  ];
  if (set === "exo") return pair;
  return [
    ...pair,
    { name: "EXOPhotoBytes", type: "Integer", column: pictureColumn(photo, "Bytes") },
    { name: "EXOPhotoWidth", type: "Integer", column: pictureColumn(photo, "Width") },
    { name: "EXOPhotoHeight", type: "Integer", column: pictureColumn(photo, "Height") },
    { name: "EXOPhotoModified", type: "String", column: "modified" },
  ];
}

/** What tells of the person: what an agent may join by. */
export const personAttributes: readonly PsmaAttribute[] = personPropertyNames.map((column) => ({
  name: column,
  type: "String",
  column,
}));

/** Everything of an object but its class and anchor, in the order in which MIM shows it. */
export function psmaAttributes(photo: string, set: PsmaAttributeSet): readonly PsmaAttribute[] {
  return [...pictureAttributes(photo, set), ...personAttributes];
}
