import { AuthError, type INetworkModule, type NetworkRequestOptions } from "@azure/msal-node";
import * as z from "zod";
import { ExophotosError } from "../errors.ts";
import { backoffMs } from "../platform/backoff.ts";
import type { Clock } from "../platform/clock.ts";
import { type HttpClient, HttpFailure, type HttpResponse } from "../platform/http-types.ts";
import { retryAfterMs } from "../platform/retry-after.ts";
import { explainTokenError, isTransient, type TokenError, tokenErrorSchema } from "./explain-aadsts.ts";

export interface TokenEndpointOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Between 0 and 1, for the jitter of the back-off. */
  readonly random: () => number;
  /** Where tokens are asked for; nothing is sent elsewhere. */
  readonly url: URL;
  readonly tenantId: string;
  readonly clientId: string;
  /** Ends the call that is under way. */
  readonly signal: () => AbortSignal;
}

/** MSAL lets its own errors through and replaces all others: so ours travel inside one of its. */
export class CarriedError extends AuthError {
  readonly carried: unknown;

  constructor(carried: unknown) {
    super("token_endpoint", "");
    // `AuthError` resets the prototype to its own.
    Object.setPrototypeOf(this, CarriedError.prototype);
    this.carried = carried;
  }
}

const callTimeoutMs = 30_000;
const maxAnswerBytes = 1_000_000;
const maxTries = 5;
/** A longer Retry-After than this is not waited for. */
const maxWaitMs = 120_000;

/** All else is dropped. With `refresh_in` MSAL would ask early, and fail while the token at hand is still good. */
const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  token_type: z.string().optional(),
});

/** What one call came to. `problem` is a clause. */
type Attempt =
  | { readonly kind: "granted"; readonly status: number; readonly body: z.infer<typeof tokenSchema> }
  | { readonly kind: "refused"; readonly error: TokenError }
  | { readonly kind: "failed"; readonly problem: string; readonly cause?: unknown }
  | {
      readonly kind: "transient";
      readonly problem: string;
      /** Asked for by the answer; otherwise the back-off decides. */
      readonly waitMs: number | undefined;
      readonly cause?: unknown;
    };

/**
 * MSAL's way to the network: posts to the token endpoint and nowhere else, tries again what may pass, and gives MSAL
 * granted tokens only. Thus MSAL's own throttling, which fails requests for a minute after a 5xx, never starts.
 *
 * Throws `CarriedError` with `signInFailed` or `unreachable`.
 */
export function createTokenEndpoint(options: TokenEndpointOptions): INetworkModule {
  const refuse = async (url: string): Promise<never> => {
    throw new Error(`sign-in wanted to call ${url}`);
  };
  return {
    sendGetRequestAsync: refuse,
    sendPostRequestAsync: async <T>(url: string, request: NetworkRequestOptions = {}) => {
      if (new URL(url).origin !== options.url.origin) return refuse(url);
      const { status, body } = await grant(options, new URL(url), request);
      return { status, headers: {}, body: body as T };
    },
  };
}

async function grant(
  options: TokenEndpointOptions,
  url: URL,
  request: NetworkRequestOptions,
): Promise<Extract<Attempt, { kind: "granted" }>> {
  for (let tries = 1; ; tries++) {
    const attempt = await post(options, url, request);
    switch (attempt.kind) {
      case "granted":
        return attempt;
      case "refused":
        throw signInFailed(options, attempt.error);
      case "failed":
        throw unreachable(url, attempt, tries);
      case "transient": {
        const waitMs = attempt.waitMs ?? backoffMs(tries, options.random);
        if (tries === maxTries || waitMs > maxWaitMs) throw unreachable(url, attempt, tries);
        await options.clock.sleep(waitMs, options.signal());
      }
    }
  }
}

async function post(options: TokenEndpointOptions, url: URL, request: NetworkRequestOptions): Promise<Attempt> {
  try {
    const answer = await options.http.send({
      method: "POST",
      url,
      headers: { accept: "application/json", ...request.headers },
      body: request.body ?? "",
      timeoutMs: callTimeoutMs,
      maxBytes: maxAnswerBytes,
      signal: options.signal(),
    });
    return judge(answer, options.clock.now());
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const failure = { problem: error.message, cause: error };
    // Trust does not come with time.
    return error.kind === "tls" ? { kind: "failed", ...failure } : { kind: "transient", waitMs: undefined, ...failure };
  }
}

function judge(answer: HttpResponse, nowMs: number): Attempt {
  const waitMs = retryAfterMs(answer.headers, nowMs);
  const transient = (problem: string): Attempt => ({ kind: "transient", problem, waitMs });
  const body = parseJson(answer.body);
  const error = tokenErrorSchema.safeParse(body).data;
  if (answer.status === 429 || answer.status >= 500 || (error !== undefined && isTransient(error))) {
    const words = error === undefined ? "" : `: ${explainTokenError(error).description}`;
    return transient(`the answer was ${answer.status}${words}`);
  }
  if (error !== undefined) return { kind: "refused", error };
  const granted = tokenSchema.safeParse(body);
  return granted.success && answer.status === 200
    ? { kind: "granted", status: answer.status, body: granted.data }
    : transient(`the answer (${answer.status}) was not one of a token endpoint`);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    // What is no JSON matches no schema.
    return undefined;
  }
}

function signInFailed({ url, tenantId, clientId }: TokenEndpointOptions, error: TokenError): CarriedError {
  const explanation = explainTokenError(error);
  return new CarriedError(
    new ExophotosError("signInFailed", { ...explanation, tenantId, clientId, authority: url.host }),
  );
}

function unreachable(
  url: URL,
  attempt: { readonly problem: string; readonly cause?: unknown },
  tries: number,
): CarriedError {
  const facts = { host: url.host, call: "sign in", problem: attempt.problem, tries };
  return new CarriedError(new ExophotosError("unreachable", facts, attempt.cause));
}
