import type { DirectoryJoin } from "../model/directory.ts";
import type { PersonProperties } from "../model/person.ts";
import type { DirectoryEntry } from "./entry.ts";
import { valuesIn } from "./entry.ts";
import { sidText } from "./identifiers.ts";

/** What a person or an object can be found by. */
export interface JoinKey {
  readonly kind: DirectoryJoin;
  readonly value: string;
}

/** The attributes that hold what each join goes by. Entra Connect's anchor is one of two, whichever is set up. */
const attributesOf: Readonly<Record<DirectoryJoin, readonly string[]>> = {
  onPremisesSecurityIdentifier: ["objectSid"],
  onPremisesImmutableId: ["mS-DS-ConsistencyGuid", "objectGUID"],
  onPremisesSamAccountName: ["sAMAccountName"],
  userPrincipalName: ["userPrincipalName"],
  mail: ["mail"],
  employeeId: ["employeeID"],
};

/** The attributes that must be read of an object for these joins. */
export function joinAttributes(joins: readonly DirectoryJoin[]): readonly string[] {
  return joins.flatMap((join) => attributesOf[join]);
}

/** What a person of the export can be found by, in the order of the joins; what is empty is left out. */
export function keysOfPerson(properties: PersonProperties, joins: readonly DirectoryJoin[]): readonly JoinKey[] {
  return joins.flatMap((kind) => {
    const value = comparable(kind, properties[kind]);
    return value === "" ? [] : [{ kind, value }];
  });
}

/** The same of an object of the directory; of the anchor there may be two. */
export function keysOfEntry(entry: DirectoryEntry, joins: readonly DirectoryJoin[]): readonly JoinKey[] {
  const keys = joins.flatMap((kind) =>
    attributesOf[kind].flatMap((attribute) =>
      valuesIn(entry, attribute).map((bytes) => ({ kind, value: comparable(kind, keyText(kind, bytes)) })),
    ),
  );
  return keys.filter(({ value }) => value !== "");
}

/** The text that the manifest would have for an attribute's bytes. */
export function keyText(kind: DirectoryJoin, bytes: Buffer): string {
  switch (kind) {
    case "onPremisesSecurityIdentifier":
      return sidText(bytes) ?? "";
    case "onPremisesImmutableId":
      return bytes.toString("base64");
    case "onPremisesSamAccountName":
    case "userPrincipalName":
    case "mail":
    case "employeeId":
      return bytes.toString("utf8");
  }
}

/** Base64 has large and small letters that differ; all else a directory compares without case. */
function comparable(kind: DirectoryJoin, text: string): string {
  return kind === "onPremisesImmutableId" ? text.trim() : text.trim().toLowerCase();
}
