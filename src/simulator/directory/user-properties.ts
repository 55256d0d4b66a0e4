import { mix, mixShare } from "./mix.ts";
import { countries, departments, givenNames, jobTitles, type Name, offices, surnames } from "./names.ts";
import { objectIdOf } from "./object-ids.ts";

/** A value as Graph writes it. */
export type GraphValue = string | boolean | null | readonly string[];

/** Everything about an untouched person follows from this. */
export interface Seat {
  readonly seed: number;
  readonly index: number;
  readonly kind: "synced" | "cloudOnly" | "guest";
  readonly given: Name;
  readonly surname: Name;
}

export const companyDomain = "fabrikam.example";
export const initialDomain = "fabrikam.onmicrosoft.com";
const forests = ["corp.fabrikam.example", "emea.fabrikam.example"] as const;

/** The seat at an index: nine in ten are synchronized, the others in the cloud only or guests. */
export function seatAt(seed: number, index: number): Seat {
  const kindShare = mixShare(seed, 1, index);
  return {
    seed,
    index,
    kind: kindShare < 0.03 ? "guest" : kindShare < 0.1 ? "cloudOnly" : "synced",
    given: pick(givenNames, mix(seed, 2, index)),
    surname: pick(surnames, mix(seed, 3, index)),
  };
}

/** The index that a computed userPrincipalName would have, or undefined. The caller compares the whole name. */
export function indexInUserPrincipalName(userPrincipalName: string): number | undefined {
  const digits = /(\d{1,9})(?:@|_)/.exec(userPrincipalName)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

type PropertyRule = (seat: Seat) => GraphValue;

function onlySynced(rule: (seat: Seat) => GraphValue): PropertyRule {
  return (seat) => (seat.kind === "synced" ? rule(seat) : null);
}

function localPart(seat: Seat): string {
  return `${seat.given.inAddress}.${seat.surname.inAddress}${seat.index}`;
}

function userPrincipalName(seat: Seat): string {
  switch (seat.kind) {
    case "guest":
      return `${localPart(seat)}_partner.example#EXT#@${initialDomain}`;
    case "cloudOnly":
      return `${localPart(seat)}@${initialDomain}`;
    case "synced":
      return `${localPart(seat)}@${companyDomain}`;
  }
}

function mail(seat: Seat): GraphValue {
  if (seat.kind === "guest") return `${localPart(seat)}@partner.example`;
  return mixShare(seat.seed, 4, seat.index) < 0.03 ? null : `${localPart(seat)}@${companyDomain}`;
}

function immutableId(seat: Seat): string {
  const bytes = Buffer.allocUnsafe(16);
  for (let word = 0; word < 4; word += 1) bytes.writeUInt32LE(mix(seat.seed, 50 + word, seat.index), word * 4);
  return bytes.toString("base64");
}

function displayName(seat: Seat): string {
  const shape = mix(seat.seed, 5, seat.index) % 20;
  if (shape < 4) return `${seat.surname.shown}, ${seat.given.shown}`;
  if (shape === 4) return `${seat.given.shown} "${seat.given.shown.slice(0, 2)}" ${seat.surname.shown}`;
  return `${seat.given.shown} ${seat.surname.shown}`;
}

function forest(seat: Seat): string {
  return pick(forests, mix(seat.seed, 6, seat.index));
}

/** All properties of a user object that this tenant knows. Names are Graph's (microsoft.graph.user). */
export const propertyRules: Readonly<Record<string, PropertyRule>> = {
  id: (seat) => objectIdOf(seat.seed, "user", seat.index),
  accountEnabled: (seat) => mixShare(seat.seed, 7, seat.index) >= 0.04,
  businessPhones: (seat) => [`+41 44 ${String(1_000_000 + (seat.index % 9_000_000))}`],
  city: (seat) => pick(offices, mix(seat.seed, 8, seat.index)),
  companyName: (seat) => (seat.kind === "guest" ? "Partner Ltd." : "Fabrikam"),
  country: (seat) => pick(countries, mix(seat.seed, 8, seat.index)),
  createdDateTime: (seat) =>
    new Date(1_500_000_000_000 + (mix(seat.seed, 9, seat.index) % 200_000_000) * 1000).toISOString(),
  department: (seat) => (seat.kind === "guest" ? null : pick(departments, mix(seat.seed, 10, seat.index))),
  displayName,
  employeeId: (seat) => (seat.kind === "guest" ? null : `E${String(seat.index + 1).padStart(7, "0")}`),
  givenName: (seat) => seat.given.shown,
  jobTitle: (seat) => (seat.kind === "guest" ? null : pick(jobTitles, mix(seat.seed, 14, seat.index))),
  mail,
  mailNickname: (seat) => localPart(seat).replace(/'/g, ""),
  mobilePhone: () => null,
  officeLocation: (seat) => (seat.kind === "guest" ? null : pick(offices, mix(seat.seed, 8, seat.index))),
  onPremisesDistinguishedName: onlySynced(
    (seat) => `CN=${displayName(seat).replace(/[,"]/g, "\\$&")},OU=People,DC=${forest(seat).replace(/\./g, ",DC=")}`,
  ),
  onPremisesDomainName: onlySynced(forest),
  onPremisesImmutableId: onlySynced(immutableId),
  onPremisesSamAccountName: onlySynced(
    (seat) => `${seat.surname.inAddress.replace(/[^a-z]/g, "").slice(0, 8)}${seat.index}`,
  ),
  onPremisesSecurityIdentifier: onlySynced(
    (seat) => `S-1-5-21-${seat.seed + 1_004_336_348}-1177238915-682003330-${seat.index + 1105}`,
  ),
  onPremisesSyncEnabled: (seat) => (seat.kind === "synced" ? true : null),
  onPremisesUserPrincipalName: onlySynced(userPrincipalName),
  preferredLanguage: () => null,
  proxyAddresses: (seat) => {
    const address = mail(seat);
    return typeof address === "string" ? [`SMTP:${address}`] : [];
  },
  surname: (seat) => seat.surname.shown,
  usageLocation: (seat) => (seat.kind === "guest" ? null : "CH"),
  userPrincipalName,
  userType: (seat) => (seat.kind === "guest" ? "Guest" : "Member"),
};

/** What a listing gives without `$select`. Source: GDC api-reference/v1.0/api/user-list.md. */
export const defaultProperties = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
] as const;

function pick<T>(from: readonly T[], number: number): T {
  const found = from[number % from.length];
  if (found === undefined) throw new RangeError("There is nothing to pick from.");
  return found;
}
