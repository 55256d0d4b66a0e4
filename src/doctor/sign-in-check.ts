import type { TokenClaims } from "../entra/token-claims.ts";
import type { Finding } from "./finding.ts";
import type { CredentialKnown, DoctorService } from "./service.ts";

/** What the token says of itself. Its tenant must be the one that the settings name. */
export function checkToken(claims: TokenClaims | undefined, tenantId: string): Finding {
  if (claims === undefined) return { kind: "tokenSaysNothing" };
  if (claims.tenantId !== undefined && claims.tenantId !== tenantId.toLowerCase()) {
    return { kind: "tokenOfOtherTenant", tenantId: claims.tenantId, wanted: tenantId };
  }
  const { appName, isDelegated, expiresAtMs } = claims;
  return { kind: "signedIn", appName, tenantId: claims.tenantId, isDelegated, expiresAtMs };
}

const dayMs = 86_400_000;
const warnDays = 30;

/** Whether the credential ends within 30 days, as far as that can be seen. */
export async function checkCredential(service: DoctorService, nowMs: number, signal: AbortSignal): Promise<Finding> {
  const { credential, portal } = service;
  if (credential.kind === "other") return { kind: "credentialOther" };
  const endsAtMs =
    credential.kind === "certificate" ? credential.endsAtMs : await endOfSecret(service, credential.matches, signal);
  if (endsAtMs === undefined) return { kind: "credentialUnseen", portal };
  const daysLeft = Math.floor((endsAtMs - nowMs) / dayMs);
  if (daysLeft >= warnDays) return { kind: "credentialLasts", credential: credential.kind, endsAtMs };
  return { kind: "credentialEnds", credential: credential.kind, endsAtMs, daysLeft, portal };
}

/** The end of the secret in use; of several that it may be, the first that is still to come. */
async function endOfSecret(
  { graph, clientId }: DoctorService,
  matches: Extract<CredentialKnown, { kind: "secret" }>["matches"],
  signal: AbortSignal,
): Promise<number | undefined> {
  if (clientId === undefined) return undefined;
  const registered = await graph.registeredCredentials(clientId, signal);
  if (registered === undefined || "reason" in registered) return undefined;
  const candidates = registered.filter(({ kind, hint }) => kind === "secret" && hint !== undefined && matches(hint));
  const ends = candidates.map(({ endsAtMs }) => endsAtMs).sort((one, other) => one - other);
  // It has just signed in: a secret that has ended is another one.
  return ends.find((endsAtMs) => endsAtMs > Date.now()) ?? ends.at(-1);
}
