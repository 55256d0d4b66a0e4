import type { ObjectId } from "./object-id.ts";

/** The join properties of a person that go into the manifest; empty where Entra has none. Names are Graph's. */
export interface PersonProperties {
  readonly userPrincipalName: string;
  readonly mail: string;
  readonly onPremisesSamAccountName: string;
  readonly onPremisesImmutableId: string;
  readonly employeeId: string;
  readonly onPremisesSecurityIdentifier: string;
  readonly onPremisesDomainName: string;
}

export const personPropertyNames = [
  "userPrincipalName",
  "mail",
  "onPremisesSamAccountName",
  "onPremisesImmutableId",
  "employeeId",
  "onPremisesSecurityIdentifier",
  "onPremisesDomainName",
] as const satisfies readonly (keyof PersonProperties)[];

/** The part of them that User.ReadBasic.All may read. */
export const basicPropertyNames = ["userPrincipalName", "mail"] as const satisfies readonly (keyof PersonProperties)[];

/** One Entra user object as a listing gives it. */
export interface Person {
  readonly objectId: ObjectId;
  readonly properties: PersonProperties;
  /** Values of the extra Graph user properties that `--columns` names, as text; absent ones are "". */
  readonly extra: Readonly<Record<string, string>>;
}
