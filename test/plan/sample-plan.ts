import type { ListedPhoto, ManifestRow } from "../../src/model/manifest-row.ts";
import { type ObjectId, parseObjectId } from "../../src/model/object-id.ts";
import type { Person } from "../../src/model/person.ts";
import type { FailedOutcome, FailureReason } from "../../src/tenant/outcome.ts";

export function objectId(number: number): ObjectId {
  const id = parseObjectId(`00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`);
  if (id === undefined) throw new Error("not a GUID");
  return id;
}

export const person: Person = {
  objectId: objectId(1),
  properties: {
    userPrincipalName: "ada@fabrikam.example",
    mail: "ada@fabrikam.example",
    onPremisesSamAccountName: "ada",
    onPremisesImmutableId: "abc=",
    employeeId: "E1",
    onPremisesSecurityIdentifier: "S-1-5-21-1",
    onPremisesDomainName: "corp.fabrikam.example",
  },
  extra: { department: "Sales", city: "Bern" },
};

export function photo(checksum: string): ListedPhoto {
  return {
    file: `photos/00/${person.objectId}-${checksum}.jpg`,
    contentType: "image/jpeg",
    bytes: 3,
    width: 96,
    height: 96,
    checksumAlgorithm: "sha256",
    checksum,
    etag: `etag of ${checksum}`,
    modified: "2026-01-01T00:00:00.000Z",
    renditions: {},
  };
}

/** The person's row with this photo, or without one. */
export function row(listed: ListedPhoto | undefined): ManifestRow {
  return { objectId: person.objectId, properties: person.properties, photo: listed, extra: {} };
}

export function failed(reason: FailureReason): FailedOutcome {
  return { kind: "failed", reason, status: undefined, graphCode: undefined, message: "", tries: 6 };
}
