import * as z from "zod";

/** What an access token says of itself. It is read for advice only: whether it is worth anything its receiver decides. */
export interface TokenClaims {
  /** Application permissions (`roles`), or what a signed-in person delegated (`scp`). */
  readonly permissions: readonly string[];
  readonly isDelegated: boolean;
  readonly tenantId: string | undefined;
  readonly appName: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number | undefined;
}

/** Source: learn.microsoft.com, Microsoft identity platform, access token claims reference. */
const payload = z.object({
  roles: z.array(z.string()).optional(),
  scp: z.string().optional(),
  tid: z.string().optional(),
  app_displayname: z.string().optional(),
  exp: z.number().optional(),
});

/** The claims of a token that is a JWT, undefined for any other. */
export function readTokenClaims(token: string): TokenClaims | undefined {
  const read = payload.safeParse(payloadOf(token));
  if (!read.success) return undefined;
  const { roles, scp, tid, app_displayname: appName, exp } = read.data;
  const delegated = scp?.split(" ").filter((name) => name !== "");
  return {
    permissions: delegated ?? roles ?? [],
    isDelegated: delegated !== undefined,
    tenantId: tid?.toLowerCase(),
    appName,
    expiresAtMs: exp === undefined ? undefined : exp * 1000,
  };
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
