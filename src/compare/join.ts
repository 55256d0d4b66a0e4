import { ExophotosError } from "../errors.ts";
import { type JoinKey, joinKeys } from "../model/join-key.ts";
import type { Side } from "./side.ts";

/** The keys in which a directory takes a capital for the small letter. */
const withoutCase: ReadonlySet<JoinKey> = new Set(joinKeys.filter((key) => key !== "onPremisesImmutableId"));

/**
 * A key's value as it is compared. An immutable id is base64, in which capitals count; where it is a file's name its two
 * characters that no file name has are written as in base64url (RFC 4648, section 5).
 */
export function comparable(join: JoinKey, value: string): string {
  const bare = value.trim().normalize("NFC");
  if (withoutCase.has(join)) return bare.toLowerCase();
  return bare.replaceAll("-", "+").replaceAll("_", "/");
}

/**
 * The key that two sides are joined by: the wanted one, or objectId where both have it, or userPrincipalName. Throws
 * `settingInvalid` where a side does not have it.
 */
export function chooseJoin(wanted: JoinKey | undefined, a: Side, b: Side): JoinKey {
  const bothHave = (key: JoinKey) => a.joinKeys.has(key) && b.joinKeys.has(key);
  const join = wanted ?? (bothHave("objectId") ? "objectId" : "userPrincipalName");
  const lacking = [a, b].find(({ joinKeys: known }) => !known.has(join));
  if (lacking === undefined) return join;
  const shared = joinKeys.filter(bothHave);
  const problem =
    `cannot be ${join}, which ${lacking.name} does not have` +
    (shared.length === 0 ? "; the two sides have no key in common" : `: both sides have ${shared.join(", ")}`);
  throw new ExophotosError("settingInvalid", { setting: "join", origin: undefined, problem });
}
