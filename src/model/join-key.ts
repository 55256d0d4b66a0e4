/** What tells that two pictures are of one person. Names are Graph's, and the manifest's columns. */
export const joinKeys = [
  "objectId",
  "userPrincipalName",
  "mail",
  "onPremisesSamAccountName",
  "onPremisesImmutableId",
  "employeeId",
  "onPremisesSecurityIdentifier",
] as const;

export type JoinKey = (typeof joinKeys)[number];
