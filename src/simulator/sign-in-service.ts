import { setTimeout as delay } from "node:timers/promises";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { ApplicationCertificates } from "./entra/assertion.ts";
import { instanceDiscovery, openidConfiguration } from "./entra/discovery.ts";
import type { IssuedTokens } from "./entra/issued-tokens.ts";
import { type EntraAnswer, type Registration, refusal, requestToken } from "./entra/sign-in.ts";
import { disturb, type Samples } from "./fault-answers.ts";
import type { Faults } from "./faults.ts";
import type { ReceivedRequest } from "./server.ts";
import type { Traffic } from "./traffic.ts";

export interface SignInParts {
  readonly registration: Registration;
  readonly certificates: ApplicationCertificates;
  readonly tokens: IssuedTokens;
  readonly faults: Faults;
  readonly samples: Samples;
  readonly traffic: Traffic;
}

const tokenPath = /^\/([^/]+)\/oauth2\/v2\.0\/token$/;
const openidPath = /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/;

/** Entra's sign-in host. */
export class SignInService {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** The answer to a request that is for Entra, undefined for others. */
  answer(request: ReceivedRequest): Promise<Answer> | undefined {
    const [path = ""] = request.target.split("?");
    const { registration } = this.#parts;
    if (request.method === "GET" && path === "/common/discovery/instance") {
      return Promise.resolve(toAnswer(instanceDiscovery(registration)));
    }
    const openidTenant = openidPath.exec(path)?.[1];
    if (request.method === "GET" && openidTenant !== undefined) {
      return Promise.resolve(toAnswer(openidConfiguration(registration, decodeURIComponent(openidTenant))));
    }
    const tenant = tokenPath.exec(path)?.[1];
    if (request.method !== "POST" || tenant === undefined) return undefined;
    return this.#token(decodeURIComponent(tenant), request);
  }

  async #token(tenant: string, request: ReceivedRequest): Promise<Answer> {
    const { registration, certificates, tokens, faults, samples, traffic } = this.#parts;
    traffic.tokenRequests += 1;
    const fault = faults.take("token");
    const scripted = faults.takeTokenRefusal();
    const { authorization } = request.headers;
    const regular =
      scripted === undefined
        ? requestToken(registration, certificates, tokens, { tenant, form: request.body, authorization })
        : refusal({ ...scripted, problem: "The sign-in was refused" });
    const given = disturb(fault, toAnswer(regular), samples);
    if (given.delayMs > 0) await delay(given.delayMs, undefined, { ref: false });
    return given;
  }
}

function toAnswer({ status, json }: EntraAnswer): Answer {
  return jsonAnswer(status, json);
}
