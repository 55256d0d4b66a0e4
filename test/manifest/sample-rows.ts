import { createHash } from "node:crypto";
import { photoFile } from "../../src/manifest/photo-names.ts";
import type { ManifestRow } from "../../src/model/manifest-row.ts";
import { type ObjectId, parseObjectId } from "../../src/model/object-id.ts";
import type { PersonProperties } from "../../src/model/person.ts";

/** The object id of the n-th sample person; ids ascend with n. */
export function sampleId(n: number): ObjectId {
  const id = parseObjectId(`${n.toString(16).padStart(8, "0")}-aaaa-4bbb-8ccc-${n.toString(16).padStart(12, "0")}`);
  if (id === undefined) throw new Error(`no id for ${n}`);
  return id;
}

export function sampleProperties(n: number, changed: Partial<PersonProperties> = {}): PersonProperties {
  return {
    userPrincipalName: `person${n}@contoso.example`,
    mail: `person${n}@contoso.example`,
    onPremisesSamAccountName: `person${n}`,
    onPremisesImmutableId: "",
    employeeId: String(n),
    onPremisesSecurityIdentifier: "",
    onPremisesDomainName: "contoso.example",
    ...changed,
  };
}

/** A row of the n-th sample person whose photo holds `content`. */
export function sampleRow(n: number, content: string, changed: Partial<PersonProperties> = {}): ManifestRow {
  const objectId = sampleId(n);
  const checksum = createHash("sha256").update(content).digest("hex");
  return {
    objectId,
    properties: sampleProperties(n, changed),
    photo: {
      file: photoFile(objectId, checksum, "image/jpeg"),
      contentType: "image/jpeg",
      bytes: Buffer.byteLength(content),
      width: 648,
      height: 648,
      checksumAlgorithm: "sha256",
      checksum,
      etag: "BA09D118",
      modified: "2026-01-02T03:04:05.000Z",
      renditions: {},
    },
    extra: {},
  };
}

/** A row of the n-th sample person without a photo. */
export function bareRow(n: number): ManifestRow {
  return { objectId: sampleId(n), properties: sampleProperties(n), photo: undefined, extra: {} };
}

export async function collect<T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** All bytes of a chunked text. */
export async function collectBytes(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await collect(chunks));
}
