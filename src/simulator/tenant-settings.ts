import { type Answer, graphError, jsonAnswer } from "./answer.ts";
import { refuseToken } from "./authorization.ts";
import type { IssuedTokens } from "./entra/issued-tokens.ts";
import type { ReceivedRequest } from "./server.ts";

/** What an administrator chose. */
export interface ChosenSettings {
  /** In a year: the end of the application's secret, Unix time in milliseconds. */
  readonly secretEndsAtMs?: number;
  /** «cloud»: where photos may be set. */
  readonly photoSource?: "cloud" | "onPremises";
}

export interface TenantSettingsParts {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly roles: readonly string[];
  readonly tokens: IssuedTokens;
  readonly authorityHost: string;
}

const yearMs = 365 * 86_400_000;
const policyPath = "/beta/admin/people/photoUpdateSettings";
const applicationPath = /^\/v1\.0\/applications\(appId='([^']+)'\)$/;

/**
 * The photo policy and the app registration, for whoever may read them.
 * Source: GDC api-reference/beta/resources/photoupdatesettings.md, api-reference/v1.0/api/application-get.md.
 */
export class TenantSettings {
  readonly #parts: TenantSettingsParts;
  readonly #chosen: ChosenSettings;

  constructor(parts: TenantSettingsParts, chosen: ChosenSettings) {
    this.#parts = parts;
    this.#chosen = chosen;
  }

  /** The answer to a request that is about them, undefined for others. */
  answer(request: ReceivedRequest): Answer | undefined {
    const path = decodeURIComponent(request.target.split("?")[0] ?? "");
    const clientId = applicationPath.exec(path)?.[1];
    if (request.method !== "GET" || (path !== policyPath && clientId === undefined)) return undefined;
    const { tokens, authorityHost } = this.#parts;
    const refused = refuseToken(request.headers.authorization, tokens, authorityHost);
    return refused ?? (clientId === undefined ? this.#policy() : this.#application(clientId));
  }

  #policy(): Answer {
    const { roles } = this.#parts;
    const { photoSource = "cloud" } = this.#chosen;
    if (!roles.some((role) => role.startsWith("PeopleSettings.Read"))) return denied();
    return jsonAnswer(200, { source: photoSource, allowedRoles: [] });
  }

  #application(clientId: string): Answer {
    const { roles, clientSecret } = this.#parts;
    const { secretEndsAtMs = Date.now() + yearMs } = this.#chosen;
    if (!roles.includes("Application.Read.All")) return denied();
    if (clientId !== this.#parts.clientId) return graphError(404, "Request_ResourceNotFound", "There is no such one.");
    const old = { hint: "old", endDateTime: "2020-01-01T00:00:00Z" };
    const current = { hint: clientSecret.slice(0, 3), endDateTime: new Date(secretEndsAtMs).toISOString() };
    return jsonAnswer(200, { passwordCredentials: [old, current], keyCredentials: [] });
  }
}

function denied(): Answer {
  return graphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}
