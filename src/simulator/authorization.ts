import { type Answer, graphError } from "./answer.ts";
import type { IssuedTokens } from "./entra/issued-tokens.ts";

/** What an application permission opens. Source: learn.microsoft.com profilephoto-get, -update, user-list, group-list-members. */
export type Permission = "photos" | "photoWrites" | "users" | "allProperties" | "members";

const sufficientRoles: Readonly<Record<Permission, readonly string[]>> = {
  photos: [
    "ProfilePhoto.Read.All",
    "ProfilePhoto.ReadWrite.All",
    "User.ReadBasic.All",
    "User.Read.All",
    "User.ReadWrite.All",
  ],
  photoWrites: ["ProfilePhoto.ReadWrite.All", "User.ReadWrite.All"],
  users: ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All"],
  allProperties: ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All"],
  members: ["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"],
};

export function isPermitted(roles: readonly string[], permission: Permission): boolean {
  return sufficientRoles[permission].some((role) => roles.includes(role));
}

/** 403 of the service that was asked. Source: GDC concepts/json-batching.md, aspnet-snippets-sample issue 15. */
export function forbidden(permission: Permission): Answer {
  return permission === "photos" || permission === "photoWrites"
    ? graphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    : graphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

/** The token of an `Authorization` header. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
}

/** 401 for a request whose token is missing, unknown, over, or lacks demanded claims; undefined when it is good. */
export function refuseToken(
  authorization: string | undefined,
  tokens: IssuedTokens,
  authorityHost: string,
): Answer | undefined {
  const token = bearerOf(authorization);
  if (token === undefined) return unauthorized("Access token is empty.", authorityHost, "");
  switch (tokens.state(token)) {
    case "good":
      // Graph and the sign-in are one origin here, Exchange is another resource.
      if (tokens.audienceOf(token) === authorityHost) return undefined;
      return unauthorized("Access token validation failure. Invalid audience.", authorityHost, "");
    case "expired":
      return unauthorized("Lifetime validation failed, the token is expired.", authorityHost, "");
    case "unknown":
      return unauthorized("Access token validation failure.", authorityHost, "");
    case "claimsMissing": {
      const claims = Buffer.from(tokens.demandedClaims ?? "").toString("base64");
      const challenge = `, error="insufficient_claims", claims="${claims}"`;
      return unauthorized("Continuous access evaluation resulted in a challenge.", authorityHost, challenge);
    }
  }
}

/** Source: learn.microsoft.com entra claims-challenge (form of the header). */
function unauthorized(message: string, authorityHost: string, challenge: string): Answer {
  const authenticate = `Bearer realm="", authorization_uri="${authorityHost}/common/oauth2/authorize"${challenge}`;
  return graphError(401, "InvalidAuthenticationToken", message, { "WWW-Authenticate": authenticate });
}
