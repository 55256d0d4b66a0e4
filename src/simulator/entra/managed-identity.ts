import type { IssuedTokens } from "./issued-tokens.ts";
import type { EntraAnswer } from "./sign-in.ts";

/** Where a workload finds its managed identities; each has a way of its own to see that the caller is one. */
export type IdentityHost =
  /** A virtual machine: the header `Metadata: true`. */
  | { readonly kind: "imds" }
  /** App Service: the header `X-IDENTITY-HEADER` with a value from the environment. */
  | { readonly kind: "appService"; readonly header: string }
  /** Azure Arc: a challenge names a file, and the caller shows what it holds. */
  | { readonly kind: "arc"; readonly keyFile: string; readonly key: string };

export interface ManagedIdentityParts {
  readonly host: IdentityHost;
  readonly tokens: Pick<IssuedTokens, "issue">;
  readonly tenantId: string;
  /** What tokens are given for. */
  readonly resource: string;
  readonly roles: readonly string[];
  /** The machine's own identity; undefined for none. */
  readonly systemClientId: string | undefined;
  readonly userAssignedClientIds: readonly string[];
}

export interface IdentityAnswer extends EntraAnswer {
  readonly headers: Readonly<Record<string, string>>;
}

/** A request to the endpoint; `query` is that of its URL. */
export interface IdentityRequest {
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const lifetimeSeconds = 86_400;

/**
 * The answer of the endpoint that hands out tokens of managed identities.
 * Sources: learn.microsoft.com, managed-identities-azure-resources how-to-use-vm-token; App Service
 * overview-managed-identity; Azure Arc managed-identity-authentication.
 */
export function identityAnswer(parts: ManagedIdentityParts, { query, headers }: IdentityRequest): IdentityAnswer {
  const refused = refuseCaller(parts.host, headers, query.get("api-version"));
  if (refused !== undefined) return refused;
  if (query.get("resource") !== parts.resource) {
    return refusal(400, "invalid_resource", `AADSTS500011: The resource '${query.get("resource")}' was not found`);
  }
  const clientId = clientIdOf(parts, query.get("client_id"));
  if (clientId === undefined) return refusal(400, "invalid_request", "Identity not found");
  const payload = {
    aud: parts.resource,
    iss: `https://sts.windows.net/${parts.tenantId}/`,
    appid: clientId,
    idtyp: "app",
    roles: parts.roles,
    tid: parts.tenantId,
    ver: "1.0",
  };
  const json = {
    access_token: parts.tokens.issue(payload, lifetimeSeconds, undefined),
    client_id: clientId,
    expires_on: String(Math.floor(Date.now() / 1000) + lifetimeSeconds),
    resource: parts.resource,
    token_type: "Bearer",
  };
  return { status: 200, json, headers: {} };
}

function clientIdOf(parts: ManagedIdentityParts, wanted: string | null): string | undefined {
  if (wanted === null) return parts.systemClientId;
  return parts.userAssignedClientIds.find((clientId) => clientId === wanted);
}

function refuseCaller(
  host: IdentityHost,
  headers: IdentityRequest["headers"],
  apiVersion: string | null,
): IdentityAnswer | undefined {
  // Source: as above. Who comes through a proxy is not on this machine.
  if (headers["x-forwarded-for"] !== undefined)
    return refusal(400, "bad_request_101", "X-Forwarded-For is not allowed");
  switch (host.kind) {
    case "imds":
      if (headers.metadata !== "true") return refusal(400, "bad_request_102", "Required metadata header not specified");
      return apiVersion === "2018-02-01" ? undefined : refusal(400, "bad_request", "Unknown api-version");
    case "appService":
      if (headers["x-identity-header"] !== host.header) return refusal(401, "unauthorized", "Wrong X-IDENTITY-HEADER");
      return apiVersion === "2019-08-01" ? undefined : refusal(400, "bad_request", "Unknown api-version");
    case "arc":
      if (headers.metadata !== "true") return refusal(400, "bad_request_102", "Required metadata header not specified");
      if (headers.authorization === `Basic ${host.key}`) return undefined;
      return refusal(401, "unauthorized", "Missing Basic Authorization header", {
        "WWW-Authenticate": `Basic realm=${host.keyFile}`,
      });
  }
}

function refusal(
  status: number,
  error: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): IdentityAnswer {
  return { status, json: { error, error_description: description }, headers };
}
