import type { TokenSource } from "../entra/token-source.ts";
import { limits } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { HttpClient } from "../platform/http-types.ts";
import { createBearerSource } from "./bearer.ts";
import type { CallContext } from "./call.ts";
import { createGate } from "./gate.ts";
import { createTraffic } from "./traffic.ts";

/** How Graph is reached, whatever is asked. */
export interface GraphAccess {
  /** Root of Graph without a version; tokens are sent to its origin only. */
  readonly endpoint: URL;
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  /** Most HTTP calls in flight, 1 to 64. */
  readonly concurrency: number;
  /** The longest `Retry-After` that is waited for; 10 minutes unless given. */
  readonly maxWaitMs?: number;
  /** Bounds one HTTP call, its body included; 100 seconds unless given. */
  readonly callTimeoutMs?: number;
  /** Tries of one call, and of one person's photo; 6 unless given. */
  readonly maxTries?: number;
  /** In Microsoft's form: `ISV|Company|App/Version` or `NONISV|Company|App/Version`. */
  readonly userAgent: string;
  readonly clock: Clock;
  /** Between 0 and 1, for the jitter of back-offs. */
  readonly random: () => number;
  /** A new GUID for each call's `client-request-id`. */
  readonly newId: () => string;
}

/** What all calls of one version of Graph share, with counters at zero. */
export function createCallContext(access: GraphAccess, version: "v1.0" | "beta" = "v1.0"): CallContext {
  const { endpoint, clock, concurrency, http, maxWaitMs = 600_000 } = access;
  const traffic = createTraffic();
  return {
    root: `${endpoint.href.replace(/\/+$/, "")}/${version}`,
    http,
    app: access.tokens.app,
    bearers: createBearerSource(access.tokens, traffic),
    gate: createGate({ concurrency, maxWaitMs, clock }),
    traffic,
    userAgent: access.userAgent,
    callTimeoutMs: access.callTimeoutMs ?? limits.graphCallMs,
    maxWaitMs,
    maxTries: access.maxTries ?? limits.graphTries,
    clock,
    random: access.random,
    newId: access.newId,
  };
}
