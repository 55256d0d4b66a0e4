import { randomBytes } from "node:crypto";
import * as z from "zod";
import { DeviceCodes } from "./device-codes.ts";
import type { IssuedTokens } from "./issued-tokens.ts";
import {
  type EntraAnswer,
  isThisTenant,
  type Registration,
  refusal,
  resourceOf,
  type SignInRefusal,
  unknownTenant,
} from "./sign-in.ts";

const formSchema = z.object({
  grant_type: z.string().optional(),
  client_id: z.string().optional(),
  scope: z.string().default(""),
  device_code: z.string().default(""),
  refresh_token: z.string().default(""),
  claims: z.string().optional(),
});
type DelegatedForm = z.infer<typeof formSchema>;

/** The one person who signs in. */
export interface Person {
  readonly objectId: string;
  readonly userPrincipalName: string;
}

const deviceCodeGrants: ReadonlySet<string> = new Set(["device_code", "urn:ietf:params:oauth:grant-type:device_code"]);

/** A person's sign-ins to the tenant's application: device codes, and refresh tokens that are good for one use. */
export class DelegatedSignIns {
  readonly codes = new DeviceCodes();
  /** False: the application is registered as a confidential client only. */
  allowsPublicClients = true;
  /** Refresh tokens used, and used although they were used up. */
  refreshes = 0;
  refreshesTwice = 0;
  /** True: a refresh token stays good after its use, as Entra's do. */
  keepsUsedTokens = false;
  readonly person: Person;
  readonly #tokens: IssuedTokens;
  readonly #refreshTokens = new Map<string, { isUsed: boolean }>();
  #ending: SignInRefusal | undefined;

  constructor(person: Person, tokens: IssuedTokens) {
    this.person = person;
    this.#tokens = tokens;
  }

  /** Refuses every refresh token from now on, with this AADSTS number and OAuth code; `restore` takes it back. */
  end(aadsts: number, error = "invalid_grant"): void {
    this.#ending = { aadsts, error, problem: "The refresh token is no longer good" };
  }

  restore(): void {
    this.#ending = undefined;
  }

  /** Refresh tokens and device codes so far: a client says none of them. */
  get secrets(): readonly string[] {
    return [...this.#refreshTokens.keys(), ...this.codes.secrets];
  }

  /** The answer to a request for a device code. */
  deviceCode(registration: Registration, tenant: string, body: string): EntraAnswer {
    const form = parseForm(body);
    const refused = this.#refuse(registration, tenant, form);
    if (refused !== undefined) return refusal(refused);
    const { deviceCode, userCode } = this.codes.issue(form.scope);
    const verificationUri = `${registration.authorityHost}/devicelogin`;
    return {
      status: 200,
      json: {
        user_code: userCode,
        device_code: deviceCode,
        verification_uri: verificationUri,
        expires_in: this.codes.lifetimeSeconds,
        interval: this.codes.intervalSeconds,
        message: `Open ${verificationUri} and enter ${userCode}.`,
      },
    };
  }

  /** The answer to a token request of a person's sign-in, undefined for other requests. */
  token(registration: Registration, tenant: string, body: string): EntraAnswer | undefined {
    const form = parseForm(body);
    const isCode = deviceCodeGrants.has(form.grant_type ?? "");
    if (!isCode && form.grant_type !== "refresh_token") return undefined;
    const refused = this.#refuse(registration, tenant, form);
    if (refused !== undefined) return refusal(refused);
    if (!isCode) return this.#refresh(registration, form);
    if (!this.allowsPublicClients) {
      const problem = "The request body must contain 'client_assertion' or 'client_secret'";
      return refusal({ aadsts: 7000218, error: "invalid_client", problem });
    }
    const outcome = this.codes.poll(form.device_code);
    return "approved" in outcome ? this.#grant(registration, { ...form, scope: outcome.approved }) : refusal(outcome);
  }

  #refresh(registration: Registration, form: DelegatedForm): EntraAnswer {
    this.refreshes += 1;
    if (this.#ending !== undefined) return refusal(this.#ending);
    const kept = this.#refreshTokens.get(form.refresh_token);
    if (kept?.isUsed === true && !this.keepsUsedTokens) this.refreshesTwice += 1;
    if (kept === undefined || (kept.isUsed && !this.keepsUsedTokens)) {
      return refusal({ aadsts: 70000, error: "invalid_grant", problem: "The refresh token is not good" });
    }
    kept.isUsed = true;
    return this.#grant(registration, form);
  }

  #refuse(registration: Registration, tenant: string, form: DelegatedForm): SignInRefusal | undefined {
    if (!isThisTenant(registration, tenant)) return unknownTenant(tenant);
    if (form.client_id?.toLowerCase() !== registration.clientId) {
      const problem = `Application with identifier '${form.client_id}' was not found in the directory '${tenant}'`;
      return { aadsts: 700016, error: "unauthorized_client", problem };
    }
    // A poll names the code only, as a rule.
    if (form.grant_type !== undefined && form.grant_type !== "refresh_token") return undefined;
    if (resourceOf(registration, form.scope) !== undefined) return undefined;
    return { aadsts: 70011, error: "invalid_scope", problem: `The scope '${form.scope}' is not valid` };
  }

  #grant(registration: Registration, { scope, claims }: DelegatedForm): EntraAnswer {
    const { tenantId, clientId, authorityHost } = registration;
    const lifetime = registration.tokenLifetimeSeconds();
    const { objectId, userPrincipalName } = this.person;
    const { root = "", roles = [] } = resourceOf(registration, scope) ?? {};
    const who = { iss: `${authorityHost}/${tenantId}/v2.0`, tid: tenantId, oid: objectId, sub: objectId };
    const access = { ...who, aud: root, appid: clientId, idtyp: "user", scp: roles.join(" "), upn: userPrincipalName };
    const identity = {
      ...who,
      aud: clientId,
      preferred_username: userPrincipalName,
      name: "Administrator",
      ver: "2.0",
    };
    const granted = ["openid", "profile", "email", ...roles.map((role) => `${root}/${role}`)];
    const json = {
      token_type: "Bearer",
      scope: granted.join(" "),
      expires_in: Math.floor(lifetime),
      ext_expires_in: Math.floor(lifetime),
      access_token: this.#tokens.issue(access, lifetime, claims),
      ...(scope.split(" ").includes("offline_access") ? { refresh_token: this.#issueRefreshToken() } : {}),
      id_token: unsigned(identity, lifetime),
      client_info: encode({ uid: objectId, utid: tenantId }),
    };
    return { status: 200, json };
  }

  #issueRefreshToken(): string {
    const token = `1.simulated-refresh.${randomBytes(32).toString("base64url")}`;
    this.#refreshTokens.set(token, { isUsed: false });
    return token;
  }
}

function parseForm(body: string): DelegatedForm {
  return formSchema.parse(Object.fromEntries(new URLSearchParams(body)));
}

function unsigned(claims: Readonly<Record<string, unknown>>, lifetimeSeconds: number): string {
  const iat = Math.floor(Date.now() / 1000);
  const times = { iat, nbf: iat, exp: iat + Math.max(1, Math.floor(lifetimeSeconds)) };
  return `${encode({ typ: "JWT", alg: "none" })}.${encode({ ...claims, ...times })}.`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
