import { setTimeout as delay } from "node:timers/promises";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { ApplicationCertificates } from "./entra/assertion.ts";
import type { DelegatedSignIns } from "./entra/delegated.ts";
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
  readonly delegated: DelegatedSignIns;
  readonly faults: Faults;
  readonly samples: Samples;
  readonly traffic: Traffic;
}

const tokenPath = /^\/([^/]+)\/oauth2\/v2\.0\/token$/;
const deviceCodePath = /^\/([^/]+)\/oauth2\/v2\.0\/devicecode$/;
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
    const codeTenant = deviceCodePath.exec(path)?.[1];
    if (request.method === "POST" && codeTenant !== undefined) {
      const { delegated } = this.#parts;
      return Promise.resolve(
        toAnswer(delegated.deviceCode(registration, decodeURIComponent(codeTenant), request.body)),
      );
    }
    const tenant = tokenPath.exec(path)?.[1];
    if (request.method !== "POST" || tenant === undefined) return undefined;
    return this.#token(decodeURIComponent(tenant), request);
  }

  async #token(tenant: string, request: ReceivedRequest): Promise<Answer> {
    const { faults, samples, traffic } = this.#parts;
    traffic.tokenRequests += 1;
    const fault = faults.take("token");
    const scripted = faults.takeTokenRefusal();
    // Refused as a whole: what is good for one use stays good.
    const isUnseen = fault?.kind === "status" || fault?.kind === "html";
    const answerOf = (): EntraAnswer => {
      if (scripted !== undefined) return refusal({ ...scripted, problem: "The sign-in was refused" });
      return isUnseen ? { status: 503, json: {} } : this.#regular(tenant, request);
    };
    const given = disturb(fault, toAnswer(answerOf()), samples);
    if (given.delayMs > 0) await delay(given.delayMs, undefined, { ref: false });
    return given;
  }

  #regular(tenant: string, { body: form, headers: { authorization } }: ReceivedRequest): EntraAnswer {
    const { registration, certificates, tokens, delegated } = this.#parts;
    return (
      delegated.token(registration, tenant, form) ??
      requestToken(registration, certificates, tokens, { tenant, form, authorization })
    );
  }
}

function toAnswer({ status, json }: EntraAnswer): Answer {
  return jsonAnswer(status, json);
}
