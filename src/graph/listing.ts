import { ExophotosError } from "../errors.ts";
import { limits } from "../model/limits.ts";
import { grouped } from "../model/quantities.ts";
import { createSeen } from "../platform/seen.ts";
import type { Choice } from "../tenant/choice.ts";
import type { ListingStep } from "../tenant/port.ts";
import { type CallContext, call } from "./call.ts";
import type { CallResult, Refusal } from "./call-result.ts";
import type { GraphError } from "./error-body.ts";
import { listingError } from "./listing-error.ts";
import { type PeoplePage, type PersonSelection, readPage, selectOf } from "./people.ts";

/** Largest page of users. Source: GDC api-reference/v1.0/api/user-list.md. */
const pageSize = 999;

/** A choice that Graph lists page by page. */
export type PagedChoice = Exclude<Choice, { kind: "keys" }>;

/** What one round of pages ended with: the last page, or a page token that Graph does not take any more. */
type Round = { readonly kind: "ended" } | { readonly kind: "lost"; readonly reason: string };

/**
 * Lists a choice to its end. A page token that expired or is not known any more begins the listing again, at most ten
 * times; a page is never asked for with a token of another host. Throws `choiceRefused`, `permissionMissing`,
 * `unreachable`, `signInFailed` and the signal's reason.
 * Source: GDC concepts/paging.md; msgraph-sdk-dotnet issue 2254.
 */
export async function* listPages(
  context: CallContext,
  choice: PagedChoice,
  selection: PersonSelection,
  signal: AbortSignal,
): AsyncGenerator<ListingStep, void, undefined> {
  for (let restarts = 0; ; restarts += 1) {
    const round = yield* listRound(context, choice, selection, signal);
    if (round.kind === "ended") return;
    if (restarts === limits.listingRestarts)
      throw listingUnreachable(context, `began again ${restarts} times: ${round.reason}`, 1);
    context.traffic.listingRestarts += 1;
    yield { kind: "restarted", reason: round.reason };
  }
}

async function* listRound(
  context: CallContext,
  choice: PagedChoice,
  selection: PersonSelection,
  signal: AbortSignal,
): AsyncGenerator<ListingStep, Round, undefined> {
  const isSeen = createSeen();
  let url = firstPage(context.root, choice, selectOf(selection), pageSize);
  let total: number | undefined;
  isSeen(url);
  for (let pages = 1; ; pages += 1) {
    const result = await askPage(context, choice, selection, url, signal);
    if (result.kind !== "good") {
      const reason = result.kind === "refused" ? lostToken(result) : undefined;
      if (reason !== undefined) return { kind: "lost", reason };
      throw listingError(context.root, choice, selection, result);
    }
    const page = result.value;
    total ??= page.total;
    yield { kind: "page", people: page.people, total };
    if (page.nextLink === undefined) return { kind: "ended" };
    if (!sameOrigin(page.nextLink, context.root)) {
      throw listingUnreachable(context, "the next page is said to be on another host", result.tries);
    }
    if (isSeen(page.nextLink)) return { kind: "lost", reason: "the next page is one that was listed before" };
    if (pages === limits.listingPages) {
      throw listingUnreachable(context, `it has no end after ${grouped(pages)} pages`, result.tries);
    }
    url = page.nextLink;
  }
}

/**
 * The first people of a choice, at most `top` (1 to 999), and how many there are in all where Graph counts them. Throws
 * as `listPages` does.
 */
export async function listFirst(
  context: CallContext,
  choice: PagedChoice,
  selection: PersonSelection,
  top: number,
  signal: AbortSignal,
): Promise<PeoplePage> {
  const url = firstPage(context.root, choice, selectOf(selection), top);
  const result = await askPage(context, choice, selection, url, signal);
  if (result.kind === "good") return result.value;
  throw listingError(context.root, choice, selection, result);
}

function askPage(
  context: CallContext,
  choice: PagedChoice,
  selection: PersonSelection,
  url: string,
  signal: AbortSignal,
): Promise<CallResult<PeoplePage>> {
  return call<PeoplePage>(
    context,
    {
      method: "GET",
      url,
      // A nextLink does not remember headers. Source: GDC concepts/paging.md.
      ...(choice.kind === "everyone" ? {} : { headers: { consistencylevel: "eventual" } }),
      kind: "page",
      items: 0,
      answers: "json",
      maxBytes: limits.listingPageBytes,
      maxTries: context.maxTries,
      read: (answer) => readPage(answer.body, selection),
    },
    signal,
  );
}

function firstPage(root: string, choice: PagedChoice, select: string, top: number): string {
  const query = `$select=${select}&$top=${top}`;
  switch (choice.kind) {
    case "everyone":
      return `${root}/users?${query}`;
    case "filter":
      return `${root}/users?${query}&$count=true&$filter=${encodeURIComponent(choice.filter)}`;
    case "group": {
      const group = encodeURIComponent(choice.groupId);
      return `${root}/groups/${group}/transitiveMembers/microsoft.graph.user?${query}&$count=true`;
    }
  }
}

const tokenCodes = /Directory_ExpiredPageToken|DirectoryPageTokenNotFoundException/;

/** Why a page token is not taken any more, or undefined when a refusal is about something else. */
function lostToken(refusal: Refusal): string | undefined {
  const { code, message }: GraphError = refusal.error;
  const named = tokenCodes.exec(`${code ?? ""} ${message}`)?.[0];
  if (named !== undefined) return named;
  return refusal.answer.status === 410 ? (code ?? "410 Gone") : undefined;
}

function sameOrigin(link: string, root: string): boolean {
  return URL.canParse(link) && new URL(link).origin === new URL(root).origin;
}

function listingUnreachable(context: CallContext, problem: string, tries: number): ExophotosError<"unreachable"> {
  return new ExophotosError("unreachable", { host: new URL(context.root).host, call: "list users", problem, tries });
}
