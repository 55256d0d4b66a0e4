import { personPropertyNames } from "../../model/person.ts";

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

/** The columns of the photo itself, or of a rendition of that name. */
export interface PhotoColumns {
  readonly file: string;
  readonly bytes: string;
  readonly width: string;
  readonly height: string;
  readonly checksum: string;
}

/** Which columns describe the picture that is imported: `photo`, or a rendition by its name. */
export function photoColumns(photo: string): PhotoColumns {
  if (photo === "photo") {
    return { file: "file", bytes: "bytes", width: "width", height: "height", checksum: "checksum" };
  }
  const column = (part: string) => `${photo}${part}`;
  return {
    file: column("File"),
    bytes: column("Bytes"),
    width: column("Width"),
    height: column("Height"),
    checksum: column("Checksum"),
  };
}

/** Everything of an object but its class and anchor, in the order in which MIM shows it. */
export function psmaAttributes(photo: string): readonly PsmaAttribute[] {
  const { file, bytes, width, height, checksum } = photoColumns(photo);
  return [
    { name: "EXOPhoto", type: "Binary", column: file },
    { name: "EXOPhotoChecksum", type: "String", column: checksum },
    { name: "EXOPhotoBytes", type: "Integer", column: bytes },
    { name: "EXOPhotoWidth", type: "Integer", column: width },
    { name: "EXOPhotoHeight", type: "Integer", column: height },
    { name: "EXOPhotoModified", type: "String", column: "modified" },
    ...personPropertyNames.map((column) => ({ name: column, type: "String", column }) as const),
  ];
}
