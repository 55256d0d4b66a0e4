import { createHash } from "node:crypto";
import type { AddedColumns } from "../manifest/columns.ts";
import { photoFile, renditionFile } from "../manifest/photo-names.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import { type ObjectId, parseObjectId } from "../model/object-id.ts";
import { type PersonProperties, personPropertyNames } from "../model/person.ts";
import type { MimEntry } from "./entry.ts";

const samples = ["Add", "Modify", "Add"] as const;

/**
 * Sample objects with every attribute filled, for the template file that an agent's designer asks for: it learns the
 * attributes from the first hundred objects. Those of a delta say so.
 */
export async function* templateEntries(
  isDelta: boolean,
  added: AddedColumns,
  pictures: readonly string[],
): AsyncIterable<MimEntry> {
  for (const [index, change] of samples.entries()) {
    const row = sampleRow(index + 1, added);
    yield {
      change: isDelta ? change : "full",
      objectId: row.objectId,
      row,
      pictures: new Map(pictures.map((name) => [name, samplePicture])),
    };
  }
  if (isDelta) yield { change: "Delete", objectId: sampleId(samples.length + 1), row: undefined, pictures: new Map() };
}

/** A GIF of one pixel. */
const samplePicture: Uint8Array = Buffer.from("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "base64");

function sampleRow(number: number, { renditions, extraColumns }: AddedColumns): ManifestRow {
  const objectId = sampleId(number);
  const checksum = createHash("sha256").update(samplePicture).digest("hex");
  const size = { bytes: samplePicture.length, width: 1, height: 1, checksum };
  return {
    objectId,
    properties: Object.fromEntries(
      personPropertyNames.map((name) => [name, sampleValue(name, number)]),
    ) as unknown as PersonProperties,
    photo: {
      file: photoFile(objectId, checksum, "image/gif"),
      contentType: "image/gif",
      ...size,
      checksumAlgorithm: "sha256",
      etag: `sample${number}`,
      renditions: Object.fromEntries(
        renditions.map((name) => [name, { file: renditionFile(name, objectId, checksum), ...size }]),
      ),
      modified: "2026-01-31T06:00:00.000Z",
    },
    extra: Object.fromEntries(extraColumns.map((name) => [name, `${name}${number}`])),
  };
}

function sampleId(number: number): ObjectId {
  const id = parseObjectId(`00000000-0000-0000-0000-${String(number).padStart(12, "0")}`);
  if (id === undefined) throw new Error("a sample's number has at most 12 digits");
  return id;
}

function sampleValue(name: keyof PersonProperties, number: number): string {
  switch (name) {
    case "userPrincipalName":
    case "mail":
      return `sample${number}@example.com`;
    case "onPremisesSecurityIdentifier":
      return `S-1-5-21-1-2-3-${1000 + number}`;
    case "onPremisesDomainName":
      return "example.com";
    default:
      return `sample${number}`;
  }
}
