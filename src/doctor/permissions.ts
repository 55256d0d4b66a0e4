import type { TokenClaims } from "../entra/token-claims.ts";
import type { Finding } from "./finding.ts";
import type { NeededPermission, PortalPages } from "./seen.ts";

/** What of the settings decides which permissions a pass needs. */
export interface Wishes {
  readonly basicColumns: boolean;
  readonly extraColumns: readonly string[];
  readonly ofGroup: boolean;
}

/** Sources: GDC api-reference/v1.0/api/user-list.md, group-list-transitivemembers.md; learn.microsoft.com profilephoto-get. */
const readsAll = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];
const readsPhotos = ["ProfilePhoto.Read.All", "ProfilePhoto.ReadWrite.All"];
const readsUsers = ["User.ReadBasic.All", ...readsAll];
const readsMembers = [
  "GroupMember.Read.All",
  "GroupMember.ReadWrite.All",
  "Group.Read.All",
  "Group.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];
const photoAlsoBy = ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All"];

/** What a pass needs, and what of that does. */
export function neededPermissions({ basicColumns, extraColumns, ofGroup }: Wishes): readonly NeededPermission[] {
  const needsAll = !basicColumns || extraColumns.length > 0;
  return [
    { purpose: "photos", oneOf: [...readsPhotos, ...photoAlsoBy] },
    needsAll ? { purpose: "columns", oneOf: readsAll } : { purpose: "users", oneOf: readsUsers },
    ...(ofGroup ? [{ purpose: "group" as const, oneOf: readsMembers }] : []),
  ];
}

/** A pass changes nothing: what may write, and what opens the whole directory, is more than it needs. */
const moreThanNeeded = /\.ReadWrite(\.|$)|\.FullControl(\.|$)|^Directory\./;

/** The permissions in a token against those that the settings need. */
export function checkPermissions(
  claims: TokenClaims | undefined,
  wishes: Wishes,
  portal: PortalPages | undefined,
): Finding {
  if (claims === undefined) return { kind: "permissionsUnseen" };
  const { permissions, isDelegated } = claims;
  const missing = neededPermissions(wishes).filter(({ oneOf }) => !oneOf.some((name) => permissions.includes(name)));
  if (missing.length > 0) return { kind: "permissionsMissing", missing, permissions, isDelegated, portal };
  const more = permissions.filter((name) => moreThanNeeded.test(name));
  return more.length > 0 ? { kind: "permissionsMore", more, portal } : { kind: "permissionsRight", permissions };
}
