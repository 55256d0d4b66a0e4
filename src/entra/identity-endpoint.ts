import { AuthError, type INetworkModule, type NetworkRequestOptions } from "@azure/msal-node";
import * as z from "zod";
import { ExophotosError, type SignInReason } from "../errors.ts";
import { limits } from "../model/limits.ts";
import { backoffMs } from "../platform/backoff.ts";
import type { Clock } from "../platform/clock.ts";
import { type HttpClient, HttpFailure, type HttpResponse } from "../platform/http-types.ts";
import { CarriedError } from "./token-endpoint.ts";
import type { TokenSource } from "./token-source.ts";

export interface IdentityEndpointOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Between 0 and 1, for the jitter of the back-off. */
  readonly random: () => number;
  /** Ends the call or the wait that is under way. */
  readonly signal: () => AbortSignal;
  /** For the facts of a refusal. */
  readonly app: TokenSource["app"];
}

const callTimeoutMs = 20_000;
/** An endpoint that is being updated is back within 70 seconds. */
const maxTriesWhenGone = 8;
const goneWaitMs = 10_000;

/**
 * What the endpoints of Azure answer. Source: learn.microsoft.com, managed-identities-azure-resources
 * how-to-use-vm-token; App Service overview-managed-identity; Azure Arc managed-identity-authentication.
 */
const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_on: z.union([z.number(), z.string().min(1)]),
  token_type: z.string().default("Bearer"),
  resource: z.string().optional(),
  /** Azure Arc repeats which identity it took; MSAL compares. */
  client_id: z.string().optional(),
});
/** IMDS and Arc write `error` as text, App Service an object or `message`. */
const errorSchema = z.object({
  error: z.union([z.string(), z.object({ code: z.string().optional(), message: z.string().optional() })]).optional(),
  error_description: z.string().optional(),
  message: z.string().optional(),
});

interface Transient {
  readonly problem: string;
  readonly waitMs: number | undefined;
  readonly maxTries: number;
  readonly cause?: HttpFailure;
}

/**
 * MSAL's way to the endpoint that Azure gives a machine for its managed identities. Trouble that may pass is tried again;
 * MSAL sees tokens and the challenge of Azure Arc only. Throws `CarriedError` with `signInFailed` or `unreachable`.
 */
export function createIdentityEndpoint(options: IdentityEndpointOptions): INetworkModule {
  return {
    sendGetRequestAsync: async <T>(url: string, request: NetworkRequestOptions = {}) => {
      const { status, headers, body } = await get(options, new URL(url), request);
      return { status, headers, body: body as T };
    },
    sendPostRequestAsync: async (url) => {
      throw new Error(`sign-in wanted to post to ${new URL(url).origin}`);
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: object;
}

async function get(options: IdentityEndpointOptions, url: URL, request: NetworkRequestOptions): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const attempt = await ask(options, url, request);
    if ("body" in attempt) return attempt;
    if (tries >= attempt.maxTries) throw unreachable(url, attempt, tries);
    await options.clock.sleep(attempt.waitMs ?? backoffMs(tries, options.random), options.signal());
  }
}

async function ask(
  { http, signal, app }: IdentityEndpointOptions,
  url: URL,
  request: NetworkRequestOptions,
): Promise<Answer | Transient> {
  try {
    const answer = await http.send({
      method: "GET",
      url,
      headers: { accept: "application/json", ...request.headers },
      timeoutMs: callTimeoutMs,
      maxBytes: limits.tokenAnswerBytes,
      signal: signal(),
    });
    return judge(answer, { ...app, authority: url.host }, request);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const problem = `${error.message}; only what runs in Azure, or on a server with the Azure Arc agent, has such an address`;
    // An address that nobody answers at does not come into being.
    return { problem, waitMs: undefined, maxTries: error.kind === "timeout" ? 2 : limits.tokenTries, cause: error };
  }
}

function judge(
  { status, headers, body }: HttpResponse,
  app: TokenSource["app"],
  request: NetworkRequestOptions,
): Answer | Transient {
  const json = parseJson(body);
  const token = tokenSchema.safeParse(json).data;
  if (status === 200 && token !== undefined) return { status, headers: {}, body: token };
  const challenge = headers["www-authenticate"];
  if (status === 401 && challenge !== undefined && !("Authorization" in (request.headers ?? {}))) {
    return { status, headers: { "www-authenticate": challenge }, body: {} };
  }
  const words = wordsOf(json);
  if (status === 410) return { problem: answered(status, words), waitMs: goneWaitMs, maxTries: maxTriesWhenGone };
  if (status === 200 || status === 404 || status === 429 || status >= 500) {
    return { problem: answered(status, words), waitMs: undefined, maxTries: limits.tokenTries };
  }
  const isUnknown = /identity not found|no (?:user.assigned|managed|system.assigned).*identity/i.test(words);
  throw refused(isUnknown ? "identityUnknown" : "identityRefused", app, words === "" ? `answer ${status}` : words);
}

function answered(status: number, words: string): string {
  return `the answer was ${status}${words === "" ? "" : `: ${words}`}`;
}

const maxWords = 500;

function wordsOf(json: unknown): string {
  const said = errorSchema.safeParse(json).data;
  if (said === undefined) return "";
  const { error, error_description: description, message } = said;
  const own = typeof error === "object" ? (error.message ?? error.code) : error;
  return (description ?? message ?? own ?? "")
    .split(/[\r\n]/, 1)
    .join("")
    .slice(0, maxWords);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    // What is no JSON matches no schema.
    return undefined;
  }
}

/** What MSAL itself finds wrong before it calls or in the challenge, as `signInFailed`; undefined for other errors. */
export function noEndpoint(error: unknown, app: TokenSource["app"]): ExophotosError<"signInFailed"> | undefined {
  if (!(error instanceof AuthError) || error.name !== "ManagedIdentityError") return undefined;
  return new ExophotosError(
    "signInFailed",
    { reason: "identityRefused", ...app, aadsts: undefined, description: error.errorMessage },
    error,
  );
}

function refused(reason: SignInReason, app: TokenSource["app"], description: string): CarriedError {
  return new CarriedError(new ExophotosError("signInFailed", { reason, ...app, aadsts: undefined, description }));
}

function unreachable(url: URL, { problem, cause }: Transient, tries: number): CarriedError {
  const facts = { host: url.host, call: "sign in with the managed identity", problem, tries };
  return new CarriedError(new ExophotosError("unreachable", facts, cause));
}
