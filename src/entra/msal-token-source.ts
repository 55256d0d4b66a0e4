import { ConfidentialClientApplication, type NodeAuthOptions } from "@azure/msal-node";
import { ExophotosError, hasCode, type SignInReason } from "../errors.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import type { HttpClient } from "../platform/http-types.ts";
import type { Credential } from "./credential.ts";
import { createSharedTokenSource, type GrantedToken } from "./shared-token-source.ts";
import { tenantAuthority } from "./tenant-authority.ts";
import { CarriedError, createTokenEndpoint } from "./token-endpoint.ts";
import type { TokenSource } from "./token-source.ts";

export interface TokenSourceOptions {
  /** An https URL without a path, see `parseAuthorityHost`. */
  readonly authorityHost: URL;
  /** The tenant's GUID or one of its domain names. */
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: Credential;
  /** The root of what the tokens are for: Graph's without version. All permissions consented to are asked for. */
  readonly resource: string;
  readonly http: HttpClient;
  readonly clock?: Clock;
  /** Between 0 and 1, for the jitter of the back-off. */
  readonly random?: () => number;
}

/**
 * App-only tokens (client credentials) through MSAL, kept until five minutes before they expire. The only URL ever called
 * is the tenant's token endpoint on the given authority; trouble that may pass is tried 5 times.
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { authorityHost, tenantId, clientId, clock = systemClock } = options;
  return createSharedTokenSource({
    app: { tenantId, clientId, authority: authorityHost.host },
    clock,
    acquireWith: (signal) => {
      const app = createApplication(options, signal);
      const scope = `${options.resource.replace(/\/+$/, "")}/.default`;
      return (claims) => acquire(app, scope, claims, options.credential);
    },
  });
}

function createApplication(options: TokenSourceOptions, signal: () => AbortSignal): ConfidentialClientApplication {
  const { tenantId, clientId, http, clock = systemClock, random = Math.random } = options;
  const authority = tenantAuthority(options.authorityHost, tenantId);
  const url = new URL(`${authority.authority}/oauth2/v2.0/token`);
  return new ConfidentialClientApplication({
    auth: { clientId, ...authority, ...credentialOptions(options, url, signal) },
    system: { networkClient: createTokenEndpoint({ http, clock, random, url, tenantId, clientId, signal }) },
  });
}

function credentialOptions(
  { credential, clientId }: TokenSourceOptions,
  tokenEndpoint: URL,
  signal: () => AbortSignal,
): Pick<NodeAuthOptions, "clientSecret" | "clientCertificate" | "clientAssertion"> {
  switch (credential.kind) {
    case "secret":
      return { clientSecret: credential.secret };
    case "certificate":
      return {
        clientCertificate: {
          privateKey: credential.privateKeyPem,
          thumbprintSha256: credential.thumbprintSha256,
          ...(credential.sendX5c ? { x5c: credential.certificatePem } : {}),
        },
      };
    case "assertion":
      return {
        clientAssertion: async () => {
          try {
            return await credential.assert({ clientId, tokenEndpoint, signal: signal() });
          } catch (error) {
            // MSAL would send the words of any other error to the token endpoint with the next request.
            throw new CarriedError(error);
          }
        },
      };
  }
}

async function acquire(
  app: ConfidentialClientApplication,
  scope: string,
  claims: string | undefined,
  credential: Credential,
): Promise<GrantedToken> {
  try {
    const result = await app.acquireTokenByClientCredential({
      scopes: [scope],
      skipCache: true,
      // Keeps MSAL from another host that MSAL_FORCE_REGION would name.
      azureRegion: "DisableMsalForceRegion",
      ...(claims === undefined ? {} : { claims }),
    });
    if (result === null || result.expiresOn === null) throw new Error("MSAL returned no token");
    return { token: result.accessToken, expiresAtMs: result.expiresOn.getTime() };
  } catch (error) {
    throw explained(error instanceof CarriedError ? error.carried : error, credential);
  }
}

/** Entra's numbers are the same whoever signed the assertion; what to do about them is not. */
function explained(error: unknown, credential: Credential): unknown {
  if (!hasCode(error, "signInFailed") || credential.kind !== "assertion") return error;
  if (credential.basis === "certificate") return error;
  const reason = federatedReasons.get(error.facts.reason) ?? error.facts.reason;
  return new ExophotosError("signInFailed", { ...error.facts, reason }, error);
}

const federatedReasons: ReadonlyMap<SignInReason, SignInReason> = new Map<SignInReason, SignInReason>([
  ["wrongCertificate", "wrongFederatedToken"],
  ["assertionTime", "expiredFederatedToken"],
]);
