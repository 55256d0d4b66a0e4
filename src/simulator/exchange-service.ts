import { randomBytes } from "node:crypto";
import * as z from "zod";
import { type Answer, jsonAnswer } from "./answer.ts";
import { bearerOf } from "./authorization.ts";
import type { IssuedTokens } from "./entra/issued-tokens.ts";
import type { ExchangeMailboxes, Mailbox } from "./exchange-mailboxes.ts";
import { disturb, retryAfterText, type Samples } from "./fault-answers.ts";
import type { Fault, Faults } from "./faults.ts";
import type { ReceivedRequest } from "./server.ts";

/** One request to Exchange as it arrived; `token` tells whether there was one. */
export interface SeenExchangeRequest {
  readonly host: string;
  readonly path: string;
  readonly hasToken: boolean;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface ExchangeParts {
  readonly mailboxes: ExchangeMailboxes;
  /** Gets every request that arrives. */
  readonly requests: SeenExchangeRequest[];
  readonly tokens: IssuedTokens;
  readonly faults: Faults;
  readonly samples: Samples;
  readonly tenantId: string;
  /** The root that tokens are for, without a slash at its end. */
  readonly endpoint: string;
  /** Most mailboxes of a page. */
  readonly pageSize: number;
  /** Application permissions of Exchange's, and whether the application has a directory role. */
  readonly roles: readonly string[];
  readonly hasDirectoryRole: boolean;
}

const body = z.object({
  CmdletInput: z.object({ CmdletName: z.string(), Parameters: z.record(z.string(), z.unknown()) }),
});

/** Below the root, also under the name of a backend that the front door sends on to. */
const invokePath = /^\/exchange(?:\/backend)?\/adminapi\/beta\/([^/]+)\/InvokeCommand$/;

/** Exchange Online's endpoint behind its PowerShell module. Source: KelvinTegelaar/CIPP-API, New-ExoRequest.ps1. */
export class ExchangeService {
  readonly #parts: ExchangeParts;
  readonly #cookies = new Map<string, number>();

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** The answer to a request that is for Exchange, undefined for others. */
  answer(request: ReceivedRequest): Answer | undefined {
    const url = new URL(request.target, "https://exchange.invalid");
    if (!url.pathname.startsWith("/exchange/")) return undefined;
    const { headers } = request;
    this.#parts.requests.push({
      host: headers.host ?? "",
      path: request.target,
      hasToken: headers.authorization !== undefined,
      headers: { ...headers, authorization: undefined },
      body: request.body,
    });
    const { faults, samples } = this.#parts;
    const fault = faults.take("exchange");
    return fault?.kind === "status" ? statusAnswer(fault) : disturb(fault, this.#regular(request, url, fault), samples);
  }

  #regular(request: ReceivedRequest, url: URL, fault: Fault | undefined): Answer {
    const { tokens, tenantId, endpoint, roles, hasDirectoryRole, pageSize } = this.#parts;
    const token = bearerOf(request.headers.authorization);
    if (token === undefined || tokens.state(token) !== "good" || tokens.audienceOf(token) !== endpoint) {
      return exchangeError(401, "Unauthorized", "The token is missing, over or not for this service.");
    }
    if (!roles.includes("Exchange.ManageAsApp")) {
      return exchangeError(401, "Unauthorized", "User is not allowed to call Get-Mailbox");
    }
    if (!hasDirectoryRole) {
      const message = "The role assigned to application simulated isn't supported in this scenario.";
      return exchangeError(403, "Forbidden", message);
    }
    const input = body.safeParse(parsed(request.body)).data?.CmdletInput;
    const cmdlet = request.headers["x-cmdletname"];
    if (request.method !== "POST" || invokePath.exec(url.pathname)?.[1] !== tenantId) {
      return exchangeError(404, "NotFound", "There is nothing at this address.");
    }
    if (
      input?.CmdletName !== "Get-Mailbox" ||
      cmdlet !== "Get-Mailbox" ||
      input.Parameters.ResultSize !== "Unlimited"
    ) {
      return exchangeError(400, "BadRequest", "This tenant knows only Get-Mailbox without a limit.");
    }
    const cookie = url.searchParams.get("$skiptoken");
    const from = cookie === null ? 0 : this.#cookies.get(cookie);
    if (from === undefined) return exchangeError(400, "BadRequest", "The cookie of this page is not known.");
    const preferred = /odata\.maxpagesize=(\d+)/.exec(request.headers.prefer ?? "")?.[1];
    return this.#page(url, from, Math.min(pageSize, Number(preferred ?? pageSize)), fault);
  }

  #page(url: URL, from: number, limit: number, fault: Fault | undefined): Answer {
    const { mailboxes, endpoint } = this.#parts;
    const select = url.searchParams.get("$select")?.split(",") ?? [];
    const page = mailboxes.page(from, limit);
    const value = page.mailboxes.map((mailbox) => selected(mailbox, select));
    if (page.next === undefined) return jsonAnswer(200, { value });
    const cookie = randomBytes(12).toString("base64url");
    this.#cookies.set(cookie, page.next);
    const origin = fault?.kind === "listing" && typeof fault.what === "object" ? fault.what.nextLinkAt : undefined;
    const next = new URL(url.pathname, origin ?? endpoint);
    next.search = `$select=${select.join(",")}&$skiptoken=${cookie}`;
    return jsonAnswer(200, { value, "@odata.nextLink": next.href });
  }
}

function selected({ objectId, userPrincipalName, hasPicture }: Mailbox, select: readonly string[]) {
  const all = {
    ExternalDirectoryObjectId: objectId,
    UserPrincipalName: userPrincipalName,
    RecipientTypeDetails: "UserMailbox",
    ...(hasPicture === undefined ? {} : { HasPicture: hasPicture }),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => select.length === 0 || select.includes(name)));
}

/** An error in the form that Exchange gives it. Source: CIPP-API; office-docs-powershell issue 7970. */
function exchangeError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return jsonAnswer(status, { error: { code, message: "", details: [{ code: "Context", message }] } }, headers);
}

function statusAnswer(fault: Extract<Fault, { kind: "status" }>): Answer {
  const retry = fault.retryAfter === undefined ? {} : { "Retry-After": retryAfterText(fault.retryAfter) };
  const message = fault.message ?? "The service is busy.";
  return exchangeError(fault.status, fault.code ?? "Error", message, { ...retry, ...fault.headers });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
