import type { TokenSource } from "../entra/token-source.ts";
import { ExophotosError, hasCode } from "../errors.ts";
import { limits } from "../model/limits.ts";
import { backoffMs } from "../platform/backoff.ts";
import type { Clock } from "../platform/clock.ts";
import { type HttpClient, HttpFailure, type HttpResponse } from "../platform/http-types.ts";
import { retryAfterMs } from "../platform/retry-after.ts";
import { errorMessage, isWebPage, type MailboxPage, readPage } from "./answer.ts";
import { isSameService } from "./same-service.ts";

/** What all calls of one listing share. Times in milliseconds. */
export interface InvokeContext {
  /** Exchange's root; tokens go to its host and to hosts below it, nowhere else. */
  readonly endpoint: URL;
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly callTimeoutMs: number;
  readonly maxWaitMs: number;
  readonly maxTries: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
}

/** What one answer means. `problem` is a clause. */
type Verdict =
  | { readonly kind: "page"; readonly page: MailboxPage }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "unauthorized" | "forbidden" | "unusable"; readonly status: number; readonly message: string }
  /** After `waitMs` where the answer named a time. */
  | { readonly kind: "again"; readonly problem: string; readonly waitMs: number | undefined };

/**
 * Asks for one page, as often as it takes: repeated are throttling, failures of the service and of the network, and
 * answers that are not Exchange's. A redirect is followed where `isSameService` allows it. Throws `exchangeForbidden`,
 * `exchangeUnusable`, `unreachable`, `signInFailed` and the signal's reason.
 */
export async function invoke(context: InvokeContext, firstUrl: URL, signal: AbortSignal): Promise<MailboxPage> {
  let url = firstUrl;
  let redirects = 0;
  let tries = 1;
  let fresh = false;
  for (;;) {
    const token = await tokenFor(context, fresh, signal);
    const verdict = await askOnce(context, url, token, signal);
    switch (verdict.kind) {
      case "page":
        return verdict.page;
      case "redirect":
        redirects += 1;
        if (redirects > limits.mailboxRedirects) throw unusable(context, undefined, "it redirects in a circle");
        url = allowedUrl(context, verdict.location, url);
        break;
      case "unauthorized":
        // Either the token has just run out, or the application may not do this: a new token tells.
        if (fresh) throw forbidden(context, verdict.status, verdict.message);
        fresh = true;
        continue;
      case "forbidden":
        throw forbidden(context, verdict.status, verdict.message);
      case "unusable":
        throw unusable(context, verdict.status, verdict.message);
      case "again":
        await waitForNext(context, verdict, tries, signal);
        tries += 1;
        break;
    }
    fresh = false;
  }
}

/** A URL out of an answer, relative ones too. Throws `exchangeUnusable` for one that must not get the token. */
export function allowedUrl(context: Pick<InvokeContext, "endpoint">, link: string, base: URL): URL {
  const target = URL.parse(link, base.href);
  if (target !== null && isSameService(target, context.endpoint)) return target;
  throw unusable(context, undefined, `it sends on to ${target?.host ?? "no host"}, which is not asked`);
}

/** The error for an answer that this program cannot use. `message` is a clause or Exchange's own words. */
export function unusable(
  { endpoint }: Pick<InvokeContext, "endpoint">,
  status: number | undefined,
  message: string,
): ExophotosError<"exchangeUnusable"> {
  return new ExophotosError("exchangeUnusable", { host: endpoint.host, status, message });
}

function forbidden(
  { endpoint }: InvokeContext,
  status: number | undefined,
  message: string,
): ExophotosError<"exchangeForbidden"> {
  return new ExophotosError("exchangeForbidden", { host: endpoint.host, status, message });
}

/** Entra gives no token for a resource that the tenant or the application knows nothing of. */
async function tokenFor(context: InvokeContext, fresh: boolean, signal: AbortSignal): Promise<string> {
  try {
    return await context.tokens.token({ fresh, signal });
  } catch (error) {
    if (!hasCode(error, "signInFailed") || error.facts.reason !== "wrongResource") throw error;
    throw forbidden(context, undefined, error.facts.description);
  }
}

async function askOnce(context: InvokeContext, url: URL, token: string, signal: AbortSignal): Promise<Verdict> {
  try {
    const response = await context.http.send({
      method: "POST",
      url,
      headers: { ...context.headers, authorization: `Bearer ${token}`, "client-request-id": context.newId() },
      body: context.body,
      timeoutMs: context.callTimeoutMs,
      maxBytes: limits.mailboxPageBytes,
      signal,
    });
    return judge(response, context.clock.now());
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return { kind: "again", problem: error.message, waitMs: undefined };
  }
}

/** The directory role that an application lacks is said so. Source: office-docs-powershell issue 11332. */
const missingRole = /role assigned to application .* isn't supported in this scenario/i;

function judge(response: HttpResponse, nowMs: number): Verdict {
  const { status, headers } = response;
  if (status === 200) {
    const page = readPage(response);
    return page === undefined ? again("the answer is no list of mailboxes", undefined) : { kind: "page", page };
  }
  if ([301, 302, 307, 308].includes(status)) return { kind: "redirect", location: headers.location ?? "" };
  const message = errorMessage(response);
  if (status === 429 || status === 408 || status >= 500) {
    return again(`the answer was ${status}${message === "" ? "" : `: ${message}`}`, waitAskedFor(headers, nowMs));
  }
  if (isWebPage(response)) return again(`the answer (${status}) was a web page`, undefined);
  if (status === 401) return { kind: "unauthorized", status, message };
  if (status === 403 || missingRole.test(message)) return { kind: "forbidden", status, message };
  return { kind: "unusable", status, message };
}

function again(problem: string, waitMs: number | undefined): Verdict {
  return { kind: "again", problem, waitMs };
}

/** `Rate-Limit-Reset` came in place of `Retry-After` in reports; its form is read as that one's. */
function waitAskedFor(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const reset = headers["rate-limit-reset"];
  const asked = retryAfterMs(headers, nowMs);
  return asked ?? (reset === undefined ? undefined : retryAfterMs({ ...headers, "retry-after": reset }, nowMs));
}

/** Throws `unreachable` where there is nothing to wait for any more. */
async function waitForNext(
  context: InvokeContext,
  { problem, waitMs }: Extract<Verdict, { kind: "again" }>,
  tries: number,
  signal: AbortSignal,
): Promise<void> {
  const isTooLong = waitMs !== undefined && waitMs > context.maxWaitMs;
  if (isTooLong || tries >= context.maxTries) {
    const asked = isTooLong ? ` (it asks to wait for ${Math.round(waitMs / 1000)} s)` : "";
    const facts = { host: context.endpoint.host, call: "list mailboxes", problem: `${problem}${asked}`, tries };
    throw new ExophotosError("unreachable", facts);
  }
  await context.clock.sleep(waitMs ?? backoffMs(tries, context.random), signal);
}
