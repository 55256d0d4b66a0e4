import type { NodeAuthOptions } from "@azure/msal-node";

/**
 * A tenant's authority with all that MSAL would look up elsewhere: instance discovery goes to Microsoft whatever the
 * authority is.
 */
export function tenantAuthority(
  authorityHost: URL,
  tenantId: string,
): Required<Pick<NodeAuthOptions, "authority" | "knownAuthorities" | "authorityMetadata">> {
  const authority = `${authorityHost.origin}/${encodeURIComponent(tenantId)}`;
  return {
    authority,
    knownAuthorities: [authorityHost.host],
    authorityMetadata: JSON.stringify({
      issuer: `${authority}/v2.0`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
    }),
  };
}
