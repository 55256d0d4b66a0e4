import { type EntraAnswer, isThisTenant, type Registration, refusal, unknownTenant } from "./sign-in.ts";

/** The OpenID configuration of a tenant name in the path, or AADSTS90002. */
export function openidConfiguration(registration: Registration, tenant: string): EntraAnswer {
  if (!isThisTenant(registration, tenant)) return refusal(unknownTenant(tenant));
  const { authorityHost, tenantId } = registration;
  const base = `${authorityHost}/${tenantId}`;
  return {
    status: 200,
    json: {
      issuer: `${base}/v2.0`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      response_types_supported: ["code", "id_token"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid", "profile", "offline_access"],
      tenant_region_scope: "EU",
      cloud_instance_name: new URL(authorityHost).host,
      msgraph_host: new URL(registration.graphEndpoint).host,
    },
  };
}

/** What instance discovery says of this authority. */
export function instanceDiscovery(registration: Registration): EntraAnswer {
  const { host } = new URL(registration.authorityHost);
  return {
    status: 200,
    json: {
      tenant_discovery_endpoint: `${registration.authorityHost}/${registration.tenantId}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    },
  };
}
