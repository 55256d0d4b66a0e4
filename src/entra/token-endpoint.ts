import { AuthError, type INetworkModule, type NetworkRequestOptions } from "@azure/msal-node";
import * as z from "zod";
import { ExophotosError } from "../errors.ts";
import { limits } from "../model/limits.ts";
import { backoffMs } from "../platform/backoff.ts";
import type { Clock } from "../platform/clock.ts";
import { type HttpClient, HttpFailure, type HttpResponse } from "../platform/http-types.ts";
import { retryAfterMs } from "../platform/retry-after.ts";
import { explainTokenError, isTransient, type TokenError, tokenErrorSchema } from "./explain-aadsts.ts";

/** How an endpoint is asked. */
export interface AskOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Between 0 and 1, for the jitter of the back-off. */
  readonly random: () => number;
  /** Ends the wait for the next try, and the call that is under way unless `callSignal` does that. */
  readonly signal: () => AbortSignal;
  /** Ends the call that is under way. */
  readonly callSignal?: () => AbortSignal;
}

export interface TokenEndpointOptions extends AskOptions {
  /** Where tokens are asked for; nothing is sent elsewhere. */
  readonly url: URL;
  readonly tenantId: string;
  readonly clientId: string;
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

/** All else is dropped. With `refresh_in` MSAL would ask early, and fail while the token at hand is still good. */
const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  token_type: z.string().optional(),
});

/** What one call came to. `problem` is a clause. */
type Attempt<T> =
  | { readonly kind: "granted"; readonly status: number; readonly body: T }
  | { readonly kind: "refused"; readonly error: TokenError }
  | { readonly kind: "failed"; readonly problem: string; readonly cause?: HttpFailure }
  | {
      readonly kind: "transient";
      readonly problem: string;
      /** Asked for by the answer; otherwise the back-off decides. */
      readonly waitMs: number | undefined;
      readonly cause?: HttpFailure;
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
      const answer = await askEndpoint(options, new URL(url), request, tokenSchema);
      if (answer.kind === "refused") throw signInFailed(options, answer.error);
      return { status: answer.status, headers: {}, body: answer.body as T };
    },
  };
}

/**
 * Posts to one endpoint of Entra's, again while trouble may pass, until it grants what `schema` describes or refuses.
 *
 * Throws `CarriedError` with `unreachable`, or the signal's reason.
 */
export async function askEndpoint<T>(
  options: AskOptions,
  url: URL,
  request: NetworkRequestOptions,
  schema: z.ZodType<T>,
): Promise<Extract<Attempt<T>, { kind: "granted" | "refused" }>> {
  for (let tries = 1; ; tries++) {
    const attempt = await post(options, url, request, schema);
    switch (attempt.kind) {
      case "granted":
      case "refused":
        return attempt;
      case "failed":
        throw unreachable(url, attempt, tries);
      case "transient": {
        const waitMs = attempt.waitMs ?? backoffMs(tries, options.random);
        if (tries === limits.tokenTries || waitMs > limits.tokenWaitMs) throw unreachable(url, attempt, tries);
        await options.clock.sleep(waitMs, options.signal());
      }
    }
  }
}

async function post<T>(
  options: AskOptions,
  url: URL,
  request: NetworkRequestOptions,
  schema: z.ZodType<T>,
): Promise<Attempt<T>> {
  try {
    const answer = await options.http.send({
      method: "POST",
      url,
      headers: { accept: "application/json", ...request.headers },
      body: request.body ?? "",
      timeoutMs: limits.tokenCallMs,
      maxBytes: limits.tokenAnswerBytes,
      signal: (options.callSignal ?? options.signal)(),
    });
    return judge(answer, options.clock.now(), schema);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const failure = { problem: error.message, cause: error };
    return error.lasting ? { kind: "failed", ...failure } : { kind: "transient", waitMs: undefined, ...failure };
  }
}

function judge<T>(answer: HttpResponse, nowMs: number, schema: z.ZodType<T>): Attempt<T> {
  const waitMs = retryAfterMs(answer.headers, nowMs);
  const transient = (problem: string): Attempt<T> => ({ kind: "transient", problem, waitMs });
  const body = parseJson(answer.body);
  const error = tokenErrorSchema.safeParse(body).data;
  if (answer.status === 429 || answer.status >= 500 || (error !== undefined && isTransient(error))) {
    const words = error === undefined ? "" : `: ${explainTokenError(error).description}`;
    return transient(`the answer was ${answer.status}${words}`);
  }
  if (error !== undefined) return { kind: "refused", error };
  const granted = schema.safeParse(body);
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
  attempt: { readonly problem: string; readonly cause?: HttpFailure },
  tries: number,
): CarriedError {
  const obstacle = attempt.cause?.obstacle;
  const facts = { host: url.host, call: "sign in", problem: attempt.problem, tries, obstacle };
  return new CarriedError(new ExophotosError("unreachable", facts, attempt.cause));
}
