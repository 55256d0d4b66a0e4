import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type ApplicationCertificates, refuseAssertion } from "./assertion.ts";
import type { IssuedTokens } from "./issued-tokens.ts";

/** An answer of Entra: a status and a JSON value. */
export interface EntraAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Why Entra refuses. `error` is the OAuth code (RFC 6749), `aadsts` Entra's own number. */
export interface SignInRefusal {
  readonly aadsts: number;
  readonly error: string;
  readonly problem: string;
}

/** The one application of the one tenant. */
export interface Registration {
  readonly tenantId: string;
  readonly tenantDomains: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  /** A secret that was right once: AADSTS7000222. */
  readonly expiredClientSecret: string;
  readonly roles: readonly string[];
  readonly exchangeRoles: readonly string[];
  /** Origins, without a slash at the end. */
  readonly authorityHost: string;
  readonly graphEndpoint: string;
  readonly exchangeEndpoint: string;
  /** Of the next token. */
  readonly tokenLifetimeSeconds: () => number;
}

const formSchema = z.object({
  grant_type: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  client_assertion: z.string().optional(),
  client_assertion_type: z.string().optional(),
  scope: z.string().optional(),
  claims: z.string().optional(),
});
type TokenForm = z.infer<typeof formSchema>;

const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Whether a path's tenant is this one, by id or by one of its domains. */
export function isThisTenant(registration: Registration, tenant: string): boolean {
  const wanted = tenant.toLowerCase();
  return wanted === registration.tenantId || registration.tenantDomains.includes(wanted);
}

/** The answer to a request for a token of the client credentials flow. `authorization` is the request's header. */
export function requestToken(
  registration: Registration,
  certificates: ApplicationCertificates,
  tokens: IssuedTokens,
  request: { readonly tenant: string; readonly form: string; readonly authorization: string | undefined },
): EntraAnswer {
  if (!isThisTenant(registration, request.tenant)) return refusal(unknownTenant(request.tenant));
  const form = withBasic(
    formSchema.parse(Object.fromEntries(new URLSearchParams(request.form))),
    request.authorization,
  );
  const refused = refuse(registration, certificates, request.tenant, form);
  if (refused !== undefined) return refusal(refused);
  const resource = resourceOf(registration, form.scope);
  const payload = {
    aud: resource?.root,
    iss: `${registration.authorityHost}/${registration.tenantId}/v2.0`,
    appid: registration.clientId,
    app_displayname: "Simulated exporter",
    idtyp: "app",
    roles: resource?.roles,
    tid: registration.tenantId,
    ver: "1.0",
  };
  const lifetime = registration.tokenLifetimeSeconds();
  const json = {
    token_type: "Bearer",
    expires_in: Math.floor(lifetime),
    ext_expires_in: Math.floor(lifetime),
    access_token: tokens.issue(payload, lifetime, form.claims),
  };
  return { status: 200, json };
}

/** Entra's way to say no. Source: MicrosoftDocs/entra-docs reference-error-codes. */
export function refusal(refused: SignInRefusal): EntraAnswer {
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
  return {
    status: refused.error === "invalid_client" || refused.error === "unauthorized_client" ? 401 : 400,
    json: {
      error: refused.error,
      error_description:
        `AADSTS${refused.aadsts}: ${refused.problem}. ` +
        `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [refused.aadsts],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://localhost/error?code=${refused.aadsts}`,
    },
  };
}

/** AADSTS90002 for a tenant that does not exist. */
export function unknownTenant(tenant: string): SignInRefusal {
  return {
    aadsts: 90002,
    error: "invalid_request",
    problem: `Tenant '${tenant}' not found. Check the tenant and the cloud`,
  };
}

function refuse(
  registration: Registration,
  certificates: ApplicationCertificates,
  tenant: string,
  form: TokenForm,
): SignInRefusal | undefined {
  if (form.grant_type !== "client_credentials") {
    return {
      aadsts: 70003,
      error: "unsupported_grant_type",
      problem: `The grant type '${form.grant_type}' is not supported`,
    };
  }
  if (form.client_id?.toLowerCase() !== registration.clientId) {
    const problem = `Application with identifier '${form.client_id}' was not found in the directory '${tenant}'`;
    return { aadsts: 700016, error: "unauthorized_client", problem };
  }
  if (resourceOf(registration, form.scope) === undefined) {
    return {
      aadsts: 70011,
      error: "invalid_scope",
      problem: `The provided value for scope '${form.scope}' is not valid`,
    };
  }
  if (form.client_assertion !== undefined)
    return refuseCertificate(registration, certificates, tenant, form.client_assertion, form);
  return refuseSecret(registration, form.client_secret);
}

/** What a token is asked for: Graph or Exchange, with the application's permissions there. */
export function resourceOf(
  registration: Registration,
  scope: string | undefined,
): { readonly root: string; readonly roles: readonly string[] } | undefined {
  const scopes = scope?.split(" ") ?? [];
  const { graphEndpoint, exchangeEndpoint, roles, exchangeRoles } = registration;
  if (scopes.includes(`${graphEndpoint}/.default`)) return { root: graphEndpoint, roles };
  return scopes.includes(`${exchangeEndpoint}/.default`) ? { root: exchangeEndpoint, roles: exchangeRoles } : undefined;
}

function refuseCertificate(
  registration: Registration,
  certificates: ApplicationCertificates,
  tenant: string,
  assertion: string,
  form: TokenForm,
): SignInRefusal | undefined {
  if (form.client_assertion_type !== jwtBearer) {
    return { aadsts: 900144, error: "invalid_request", problem: "client_assertion_type is missing or unknown" };
  }
  const audiences = [tenant, registration.tenantId].flatMap((name) => [
    `${registration.authorityHost}/${name}/oauth2/v2.0/token`,
    `${registration.authorityHost}/${name}/v2.0`,
  ]);
  const expected = { clientId: registration.clientId, audiences, nowSeconds: Date.now() / 1000 };
  const refused = refuseAssertion(assertion, expected, certificates);
  return refused === undefined ? undefined : { ...refused, error: "invalid_client" };
}

function refuseSecret(registration: Registration, secret: string | undefined): SignInRefusal | undefined {
  switch (secret) {
    case registration.clientSecret:
      return undefined;
    case undefined:
      return {
        aadsts: 7000218,
        error: "invalid_client",
        problem: "The request body must contain 'client_assertion' or 'client_secret'",
      };
    case registration.expiredClientSecret:
      return { aadsts: 7000222, error: "invalid_client", problem: "The provided client secret keys are expired" };
    default:
      return {
        aadsts: 7000215,
        error: "invalid_client",
        problem: "Invalid client secret provided. Send the secret's value, not the secret ID",
      };
  }
}

/** The form with the credentials of an `Authorization: Basic` header, when there is one (RFC 6749 2.3.1). */
function withBasic(form: TokenForm, authorization: string | undefined): TokenForm {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return form;
  const [id, secret] = Buffer.from(encoded, "base64").toString("utf8").split(":").map(formDecode);
  return {
    ...form,
    ...(id === undefined ? {} : { client_id: id }),
    ...(secret === undefined ? {} : { client_secret: secret }),
  };
}

function formDecode(text: string): string {
  return new URLSearchParams(`value=${text}`).get("value") ?? "";
}
