import { type Answer, answer, graphError } from "./answer.ts";
import type { People, User } from "./directory/people.ts";
import type { Faults, ListingFault } from "./faults.ts";
import type { Groups } from "./groups.ts";
import type { PageTokenProblem, PageTokens } from "./page-tokens.ts";
import { parseUserQuery, type UserQuery, userJson } from "./user-query.ts";

/** Which list is asked for. */
export type ListingRoute =
  | { readonly kind: "users" }
  | { readonly kind: "members"; readonly groupId: string; readonly isTransitive: boolean; readonly usersOnly: boolean };

/** What stands at one position of a list; undefined: nobody any more. */
type Entry = { readonly user: User } | { readonly groupId: string } | undefined;

interface List {
  readonly length: number;
  entryAt(position: number): Entry;
}

export interface ListingRequest {
  readonly route: ListingRoute;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly consistencyLevel: string | undefined;
  readonly readsAll: boolean;
  readonly fault: ListingFault | undefined;
}

/** Answers requests for `/users` and the members of groups, page by page. */
export class ListingEndpoint {
  readonly #people: People;
  readonly #groups: Groups;
  readonly #tokens: PageTokens;
  readonly #faults: Faults;
  readonly #endpoint: string;
  readonly #counts = new Map<string, number>();

  constructor(people: People, groups: Groups, tokens: PageTokens, faults: Faults, endpoint: string) {
    this.#people = people;
    this.#groups = groups;
    this.#tokens = tokens;
    this.#faults = faults;
    this.#endpoint = endpoint;
  }

  /** One page. Source: GDC concepts/paging.md, api-reference/v1.0/api/user-list.md. */
  page(request: ListingRequest): Answer {
    const { route, query, fault } = request;
    const parsed = parseUserQuery(route.kind, query, request.consistencyLevel);
    if ("status" in parsed) return parsed;
    const list = this.#list(route);
    if (list === undefined) return resourceNotFound(route.kind === "members" ? route.groupId : "");
    const problem = tokenProblemOf(fault);
    if (problem !== undefined) this.#tokens.withdrawAll(problem);

    const options = optionsText(query);
    const listing = `${request.path}?${options}`;
    const token = query.get("$skiptoken");
    const position = token === null ? 0 : this.#tokens.redeem(token, listing);
    if (typeof position !== "number") return pageTokenError(position);

    const filled =
      fault === "empty" || fault === "emptyPage"
        ? { texts: [], next: position }
        : fillPage(list, position, parsed, request);
    const isEnd = filled.next >= list.length || fault === "endEarly" || fault === "empty";
    const count = parsed.wantsCount && token === null ? `"@odata.count":${this.#count(list, parsed, listing)},` : "";
    const host = foreignOrigin(fault) ?? this.#endpoint;
    const link = `${host}/v1.0${request.path}?${options}&$skiptoken=${this.#tokens.issue(filled.next, listing)}`;
    const next = isEnd ? "" : `"@odata.nextLink":${JSON.stringify(link)},`;
    const context = `"@odata.context":"${this.#endpoint}/v1.0/$metadata#users",`;
    const text = `{${context}${count}${next}"value":[${filled.texts.join(",")}]}`;
    return answer(200, { kind: "json", text }, directoryHeaders(parsed, this.#faults));
  }

  #list(route: ListingRoute): List | undefined {
    const people = this.#people;
    if (route.kind === "users") return { length: people.count, entryAt: (at) => entryOf(people.listedAt(at)) };
    const members = this.#groups.members(route.groupId, route.isTransitive);
    if (members === undefined) return undefined;
    const shown = route.usersOnly ? members.filter((member) => member.kind === "user") : members;
    return {
      length: shown.length,
      entryAt: (at) => {
        const member = shown[at];
        return member?.kind === "group" ? { groupId: member.id } : entryOf(people.find(member?.id ?? ""));
      },
    };
  }

  #count(list: List, query: UserQuery, listing: string): number {
    const key = `${this.#people.revision} ${listing}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    let count = 0;
    for (let at = 0; at < list.length; at += 1) {
      if (isWanted(list.entryAt(at), query)) count += 1;
    }
    this.#counts.clear();
    this.#counts.set(key, count);
    return count;
  }
}

/** Headers of directory answers. Source: GDC concepts/throttling-limits.md. */
export function directoryHeaders(query: UserQuery, faults: Faults): Readonly<Record<string, string>> {
  const percentage = faults.throttlePercentage;
  return {
    "x-ms-resource-unit": String(query.resourceUnits),
    ...(percentage === undefined ? {} : { "x-ms-throttle-limit-percentage": String(percentage) }),
  };
}

/** 404 of the directory: there is no such object. */
export function resourceNotFound(id: string): Answer {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return graphError(404, "Request_ResourceNotFound", message);
}

function fillPage(
  list: List,
  from: number,
  query: UserQuery,
  request: ListingRequest,
): { texts: string[]; next: number } {
  const withType = request.route.kind === "members" && !request.route.usersOnly;
  const texts: string[] = [];
  let next = from;
  while (next < list.length && texts.length < query.top) {
    const entry = list.entryAt(next);
    next += 1;
    if (!isWanted(entry, query)) continue;
    texts.push(
      "groupId" in entry
        ? JSON.stringify({ "@odata.type": "#microsoft.graph.group", id: entry.groupId })
        : userJson(entry.user, query.select, request.readsAll, withType ? "#microsoft.graph.user" : undefined),
    );
  }
  return { texts, next };
}

function isWanted(entry: Entry, query: UserQuery): entry is Exclude<Entry, undefined> {
  if (entry === undefined) return false;
  return "groupId" in entry || query.filter === undefined || query.filter.matches(entry.user);
}

function entryOf(user: User | undefined): Entry {
  return user === undefined ? undefined : { user };
}

function optionsText(query: URLSearchParams): string {
  const parts = [...query]
    .filter(([name]) => name !== "$skiptoken")
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return parts.join("&");
}

function tokenProblemOf(fault: ListingFault | undefined): PageTokenProblem | undefined {
  switch (fault) {
    case "expiredToken":
      return "expired";
    case "unknownToken":
      return "unknown";
    case "gone":
      return "gone";
    default:
      return undefined;
  }
}

/** Sources: msgraph-sdk-dotnet issue 2254 (expired), learn.microsoft.com graph/paging (not found). */
function pageTokenError(problem: PageTokenProblem): Answer {
  switch (problem) {
    case "expired":
      return graphError(
        400,
        "Directory_ExpiredPageToken",
        "The specified page token value has expired and can no longer be included in your request.",
      );
    case "unknown":
      return graphError(400, "DirectoryPageTokenNotFoundException", "The specified page token is not known.");
    case "gone":
      return graphError(410, "Gone", "The page token belongs to a listing that is no longer available.");
  }
}

/** The origin that the next page is said to be at, where that is a fault. */
function foreignOrigin(fault: ListingFault | undefined): string | undefined {
  if (typeof fault === "object") return fault.nextLinkAt;
  return fault === "foreignNextLink" ? "https://graph.attacker.example" : undefined;
}
