import type { TokenSource } from "../entra/token-source.ts";
import { limits } from "../model/limits.ts";
import { grouped } from "../model/quantities.ts";
import type { Clock } from "../platform/clock.ts";
import type { HttpClient } from "../platform/http-types.ts";
import { createSeen } from "../platform/seen.ts";
import type { MailboxSource, MailboxWord } from "../tenant/mailboxes.ts";
import { allowedUrl, type InvokeContext, invoke, unusable } from "./invoke.ts";

export interface MailboxSourceOptions {
  /** Exchange Online's root; the token is sent to its host and to hosts below it only. */
  readonly endpoint: URL;
  readonly tenantId: string;
  readonly http: HttpClient;
  /** Tokens for Exchange, not for Graph. */
  readonly tokens: TokenSource;
  /** True unless given. False for a person's tokens: then Exchange goes by the person. */
  readonly asApplication?: boolean;
  /** The longest wait that Exchange may ask for. */
  readonly maxWaitMs: number;
  readonly userAgent: string;
  readonly clock: Clock;
  /** Between 0 and 1, for the jitter of back-offs. */
  readonly random: () => number;
  /** A new GUID for each call's `client-request-id`. */
  readonly newId: () => string;
  /** Tries of one page; 6 unless given. */
  readonly maxTries?: number;
}

const pageSize = 1000;
/** Where calls of an application are handled. Source: CIPP-API, New-ExoRequest.ps1. */
const systemMailbox = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}";
const properties = "ExternalDirectoryObjectId,HasPicture";

/**
 * Exchange Online's mailboxes through the endpoint behind its PowerShell module, `InvokeCommand` with Get-Mailbox. It is
 * not a documented one and may change without notice. Nothing is sent before the listing is read.
 * Source: KelvinTegelaar/CIPP-API, New-ExoRequest.ps1; cisagov/ScubaGear, EXORestHelper.psm1 (body, headers, paging).
 */
export function createMailboxSource(options: MailboxSourceOptions): MailboxSource {
  return { listMailboxes: (signal) => listMailboxes(options, signal) };
}

async function* listMailboxes(
  options: MailboxSourceOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly MailboxWord[], void, undefined> {
  const context = invokeContext(options);
  const isSeen = createSeen();
  let url: URL | undefined = firstPage(options);
  let mailboxes = 0;
  let words = 0;
  let pages = 0;
  while (url !== undefined) {
    if (isSeen(url.href)) throw unusable(context, undefined, "the next page is one that was listed before");
    if (pages === limits.listingPages) {
      throw unusable(context, undefined, `its listing has no end after ${grouped(pages)} pages`);
    }
    pages += 1;
    const page = await invoke(context, url, signal);
    mailboxes += page.mailboxes;
    words += page.words.length;
    if (page.words.length > 0) yield page.words;
    url = page.nextLink === undefined ? undefined : allowedUrl(context, page.nextLink, url);
  }
  // Neither is believed: it would keep a pass from asking about anybody new.
  if (mailboxes === 0) throw unusable(context, undefined, "it lists no mailbox at all");
  if (words === 0) throw unusable(context, undefined, "no mailbox says whether it has a picture (HasPicture)");
}

function firstPage({ endpoint, tenantId }: MailboxSourceOptions): URL {
  const root = endpoint.href.replace(/\/+$/, "");
  return new URL(`${root}/adminapi/beta/${encodeURIComponent(tenantId)}/InvokeCommand?$select=${properties}`);
}

function invokeContext(options: MailboxSourceOptions): InvokeContext {
  const {
    endpoint,
    tenantId,
    http,
    tokens,
    asApplication = true,
    maxWaitMs,
    maxTries = limits.graphTries,
    clock,
    random,
    newId,
  } = options;
  const input = { CmdletName: "Get-Mailbox", Parameters: { ResultSize: "Unlimited" } };
  return {
    endpoint,
    http,
    tokens,
    callTimeoutMs: limits.mailboxCallMs,
    maxWaitMs,
    maxTries,
    clock,
    random,
    newId,
    // Each page is asked for with the same body and headers.
    body: JSON.stringify({ CmdletInput: input }),
    headers: {
      accept: "application/json",
      "content-type": "application/json; charset=utf-8",
      "user-agent": options.userAgent,
      prefer: `odata.maxpagesize=${pageSize}`,
      "x-cmdletname": input.CmdletName,
      "x-responseformat": "json",
      ...(asApplication ? { "x-anchormailbox": `APP:${systemMailbox}@${tenantId}` } : {}),
      "connection-id": newId(),
    },
  };
}
