import type { INetworkModule, NetworkRequestOptions } from "@azure/msal-node";
import * as z from "zod";
import { ExophotosError } from "../errors.ts";
import { refusalReason } from "./delegated-refusal.ts";
import { explainTokenError, type TokenError } from "./explain-aadsts.ts";
import { type AskOptions, askEndpoint, CarriedError } from "./token-endpoint.ts";

export interface DelegatedEndpointOptions extends AskOptions {
  readonly authorityHost: URL;
  readonly tenantId: string;
  readonly clientId: string;
  /** Goes into the facts of a refusal. */
  readonly cachePath: string;
  readonly user: () => string | undefined;
  /** Told the scopes of each token that is granted. */
  readonly onGranted?: (scope: string | undefined) => void;
}

/**
 * Source: MicrosoftDocs/entra-docs, identity-platform/v2-oauth2-device-code.md; RFC 8628 3.2 (5 seconds where no interval
 * is given).
 */
const deviceCodeSchema = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  interval: z.coerce.number().nonnegative().default(5),
  message: z.string().default(""),
});

/** What else there is is dropped: `refresh_in` as in app-only tokens, and the end of the refresh token is Entra's to say. */
const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  token_type: z.string().optional(),
  scope: z.string().optional(),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().optional(),
  client_info: z.string().optional(),
});

const deviceCodeGrant = "device_code";
/** Source: RFC 8628 3.5. */
const slowDownMs = 5_000;

/**
 * MSAL's way to the network for a person's sign-in: posts to the tenant's device-code and token endpoints and nowhere
 * else. It waits for the person itself, since MSAL's own waiting knows neither `slow_down` nor an abort, and gives MSAL
 * granted tokens only. Of one instance one sign-in is made.
 *
 * Throws `CarriedError` with `signInFailed`, `unreachable` or the signal's reason.
 */
export function createDelegatedEndpoint(options: DelegatedEndpointOptions): INetworkModule {
  const base = `/${encodeURIComponent(options.tenantId)}/oauth2/v2.0`;
  let waiting: Waiting = { intervalMs: 0, untilMs: 0 };

  async function answerTo(url: URL, request: NetworkRequestOptions): Promise<Answer> {
    if (url.origin === options.authorityHost.origin && url.pathname === `${base}/devicecode`) {
      const answer = await askEndpoint(options, url, request, deviceCodeSchema);
      if (answer.kind === "refused") throw refused(options, answer.error);
      const { interval, expires_in: expiresIn } = answer.body;
      waiting = { intervalMs: interval * 1000, untilMs: options.clock.monotonic() + expiresIn * 1000 };
      return answer;
    }
    if (url.origin !== options.authorityHost.origin || url.pathname !== `${base}/token`) {
      throw new Error(`sign-in wanted to call ${url}`);
    }
    const grant = new URLSearchParams(request.body).get("grant_type");
    return await (grant === deviceCodeGrant
      ? whenPersonHasSignedIn(options, url, request, waiting)
      : once(url, request));
  }

  async function once(url: URL, request: NetworkRequestOptions): Promise<Answer> {
    const answer = await askEndpoint(options, url, request, tokenSchema);
    if (answer.kind === "refused") throw refused(options, answer.error);
    return granted(options, answer);
  }

  return {
    sendGetRequestAsync: async (url) => {
      throw new Error(`sign-in wanted to call ${url}`);
    },
    sendPostRequestAsync: async <T>(url: string, request: NetworkRequestOptions = {}) => {
      try {
        const { status, body } = await answerTo(new URL(url), request);
        return { status, headers: {}, body: body as T };
      } catch (error) {
        throw error instanceof CarriedError ? error : new CarriedError(error);
      }
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

interface Waiting {
  readonly intervalMs: number;
  /** When the code ends, on the monotonic clock. */
  readonly untilMs: number;
}

/** Asks until the person has decided or the code has ended; Entra says which. */
async function whenPersonHasSignedIn(
  options: DelegatedEndpointOptions,
  url: URL,
  request: NetworkRequestOptions,
  { intervalMs, untilMs }: Waiting,
): Promise<Answer> {
  for (let waitMs = intervalMs; ; ) {
    await options.clock.sleep(waitMs, options.signal());
    const answer = await askEndpoint(options, url, request, tokenSchema);
    if (answer.kind === "granted") return granted(options, answer);
    const isWaiting = answer.error.error === "authorization_pending" || answer.error.error === "slow_down";
    if (!isWaiting) throw refused(options, answer.error);
    if (options.clock.monotonic() >= untilMs) throw refused(options, { ...answer.error, error: "expired_token" });
    if (answer.error.error === "slow_down") waitMs += slowDownMs;
  }
}

/**
 * MSAL files a token under the scopes that it was granted for, and finds it again under those that are asked for: without
 * the former it takes the latter, and no token is asked for twice.
 */
function granted(
  { onGranted }: DelegatedEndpointOptions,
  { status, body: { scope, ...body } }: { readonly status: number; readonly body: z.infer<typeof tokenSchema> },
): Answer {
  onGranted?.(scope);
  return { status, body };
}

function refused(options: DelegatedEndpointOptions, error: TokenError): CarriedError {
  const { tenantId, clientId, authorityHost, cachePath, user } = options;
  const explanation = explainTokenError(error);
  return new CarriedError(
    new ExophotosError("signInFailed", {
      ...explanation,
      reason: refusalReason(error.error, explanation),
      tenantId,
      clientId,
      authority: authorityHost.host,
      delegated: { user: user(), cache: cachePath },
    }),
  );
}
