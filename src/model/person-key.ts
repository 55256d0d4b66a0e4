/** The user properties that a person may be named by. Names are Graph's. */
export const personKeys = ["userPrincipalName", "employeeId", "mailNickname", "onPremisesSamAccountName"] as const;
export type PersonKey = (typeof personKeys)[number];
