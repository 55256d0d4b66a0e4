import { type Answer, answer, jsonAnswer } from "./answer.ts";
import { type IdentityHost, identityAnswer } from "./entra/managed-identity.ts";
import { type ReceivedRequest, startServer } from "./server.ts";
import type { SimulatedTenant } from "./start.ts";

export interface IdentityEndpointOptions {
  readonly host: IdentityHost;
  /** The tenant's own; another shows what becomes of a machine of somebody else's. */
  readonly tenantId?: string;
  /** The tenant's application stands for the machine's own identity; false: it has none. */
  readonly systemAssigned?: boolean;
  readonly userAssignedClientIds?: readonly string[];
  /** Answers in place of the endpoint's own, in turn. */
  readonly first?: readonly Answer[];
}

/** What hands out tokens of managed identities, over plain HTTP on loopback as in Azure. */
export interface IdentityEndpoint {
  /** Without a slash at the end. */
  readonly origin: string;
  /** `METHOD path` of each request. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const roles = ["User.Read.All", "ProfilePhoto.Read.All", "GroupMember.Read.All"];

/** Starts such an endpoint beside a simulated tenant. */
export async function startIdentityEndpoint(
  tenant: SimulatedTenant,
  options: IdentityEndpointOptions,
): Promise<IdentityEndpoint> {
  const requests: string[] = [];
  const first = [...(options.first ?? [])];
  const parts = {
    host: options.host,
    tokens: tenant.tokens,
    tenantId: options.tenantId ?? tenant.tenantId,
    resource: tenant.graphEndpoint,
    roles,
    systemClientId: (options.systemAssigned ?? true) ? tenant.clientId : undefined,
    userAssignedClientIds: options.userAssignedClientIds ?? [],
  };
  const regular = (query: URLSearchParams, requestHeaders: ReceivedRequest["headers"]): Answer => {
    const { status, json, headers } = identityAnswer(parts, { query, headers: requestHeaders });
    return jsonAnswer(status, json, headers);
  };
  const server = await startServer({}, () => ({ method, target, headers }) => {
    const url = new URL(target, "http://127.0.0.1");
    // MSAL ends the path with a slash where the environment names the host.
    const path = url.pathname.replace(/\/$/, "");
    requests.push(`${method} ${path}`);
    const isKnown = method === "GET" && (path === "/metadata/identity/oauth2/token" || path === "/msi/token");
    const given = first.shift() ?? (isKnown ? regular(url.searchParams, headers) : answer(404, { kind: "empty" }));
    return { answer: Promise.resolve(given), ended: () => undefined };
  });
  return { origin: `http://127.0.0.1:${server.port}`, requests, close: () => server.close() };
}
