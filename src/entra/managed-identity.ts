import { ManagedIdentityApplication } from "@azure/msal-node";
import { ExophotosError } from "../errors.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import type { HttpClient } from "../platform/http-types.ts";
import { createIdentityEndpoint, noEndpoint } from "./identity-endpoint.ts";
import { createSharedTokenSource, type GrantedToken } from "./shared-token-source.ts";
import { readTokenClaims } from "./token-claims.ts";
import { CarriedError } from "./token-endpoint.ts";
import type { TokenSource } from "./token-source.ts";

export interface ManagedIdentityOptions {
  /** The tenant's GUID in lower case; tokens of another are refused. */
  readonly tenantId: string;
  /** Of a user-assigned identity; undefined for the machine's own. */
  readonly clientId: string | undefined;
  /** The root of what the tokens are for: Graph's without version. */
  readonly resource: string;
  /** Plain HTTP, without a proxy. */
  readonly http: HttpClient;
  readonly clock?: Clock;
  /** Between 0 and 1, for the jitter of the back-off. */
  readonly random?: () => number;
}

/**
 * Tokens of the managed identity that Azure gives this machine or service, through MSAL: which endpoint hands them out it
 * finds from the environment and the Azure Arc agent's file, once for the process. Throws `signInFailed`, also when the
 * identity belongs to another tenant, and `unreachable`.
 */
export function createManagedIdentitySource(options: ManagedIdentityOptions): TokenSource {
  const { tenantId, clientId, http, clock = systemClock, random = Math.random } = options;
  const app = { tenantId, clientId: clientId ?? "(system-assigned managed identity)", authority: "this machine" };
  return createSharedTokenSource({
    app,
    clock,
    acquireWith: (signal) => {
      const networkClient = createIdentityEndpoint({ http, clock, random, signal, app });
      const identity = new ManagedIdentityApplication({
        ...(clientId === undefined ? {} : { managedIdentityIdParams: { userAssignedClientId: clientId } }),
        // It tries again by itself otherwise, without an end that a signal could bring.
        system: { networkClient, disableInternalRetries: true },
      });
      return (claims) => acquire(identity, options, app, claims);
    },
  });
}

async function acquire(
  identity: ManagedIdentityApplication,
  { resource, tenantId }: ManagedIdentityOptions,
  app: TokenSource["app"],
  claims: string | undefined,
): Promise<GrantedToken> {
  const result = await acquireThroughMsal(identity, resource, app, claims);
  const actual = readTokenClaims(result.token)?.tenantId;
  if (actual === tenantId.toLowerCase()) return result;
  const description = `its token is of ${actual === undefined ? "a tenant that it does not name" : `the tenant ${actual}`}`;
  throw new ExophotosError("signInFailed", { reason: "otherTenant", ...app, aadsts: undefined, description });
}

async function acquireThroughMsal(
  identity: ManagedIdentityApplication,
  resource: string,
  app: TokenSource["app"],
  claims: string | undefined,
): Promise<GrantedToken> {
  try {
    const result = await identity.acquireToken({
      resource: resource.replace(/\/+$/, ""),
      forceRefresh: true,
      ...(claims === undefined ? {} : { claims }),
    });
    if (result.expiresOn === null) throw new Error("MSAL returned a token without an end");
    return { token: result.accessToken, expiresAtMs: result.expiresOn.getTime() };
  } catch (error) {
    throw error instanceof CarriedError ? error.carried : (noEndpoint(error, app) ?? error);
  }
}
