import { type Answer, graphError } from "./answer.ts";
import type { User } from "./directory/people.ts";
import { defaultProperties, propertyRules } from "./directory/user-properties.ts";
import { type Filter, FilterSyntaxError, parseFilter } from "./filter.ts";

/** What a request for user objects asks, once it has been found right. */
export interface UserQuery {
  readonly select: readonly string[];
  readonly filter: Filter | undefined;
  readonly top: number;
  readonly wantsCount: boolean;
  /** Resource units of the call. Source: GDC concepts/throttling-limits.md. */
  readonly resourceUnits: number;
}

/** Which query options a resource takes. */
export type UserResource = "users" | "user" | "members";

const takenOptions: Readonly<Record<UserResource, readonly string[]>> = {
  users: ["$top", "$select", "$filter", "$count", "$skiptoken"],
  user: ["$select"],
  members: ["$top", "$select", "$count", "$skiptoken"],
};

/** Properties that the collection refuses. Source: GDC api-reference/v1.0/api/user-list.md (501). */
const notOnCollections = new Set([
  "aboutMe",
  "birthday",
  "hireDate",
  "interests",
  "mailboxSettings",
  "mySite",
  "pastProjects",
  "preferredName",
  "responsibilities",
  "schools",
  "skills",
]);

/** What User.ReadBasic.All may read of another user. Source: graphpermissions.merill.net, User.ReadBasic.All. */
const basicProperties = new Set(["displayName", "givenName", "id", "mail", "surname", "userPrincipalName"]);

/** Reads the query options of a request for user objects, or gives the answer that refuses them. */
export function parseUserQuery(
  resource: UserResource,
  query: URLSearchParams,
  consistencyLevel: string | undefined,
): UserQuery | Answer {
  for (const name of query.keys()) {
    if (!takenOptions[resource].includes(name)) {
      return graphError(400, "Request_UnsupportedQuery", `The query option '${name}' is not supported here.`);
    }
  }
  const select = parseSelect(resource, query.get("$select"));
  if ("status" in select) return select;
  const top = Number(query.get("$top") ?? 100);
  if (!Number.isInteger(top) || top < 1 || top > 999) {
    return graphError(
      400,
      "Request_UnsupportedQuery",
      `Invalid page size specified: '${query.get("$top")}'. Must be between 1 and 999 inclusive.`,
    );
  }
  const filter = parseFilterOption(query.get("$filter"));
  if (filter !== undefined && "status" in filter) return filter;
  const wantsCount = query.get("$count") === "true";
  const isAdvanced = filter?.isAdvanced === true;
  if ((isAdvanced && !wantsCount) || ((isAdvanced || wantsCount) && consistencyLevel?.toLowerCase() !== "eventual")) {
    const message = "This query needs the header ConsistencyLevel with the value eventual, and $count=true.";
    return graphError(400, "Request_UnsupportedQuery", message);
  }
  const resourceUnits = Math.max(1, 2 - (query.has("$select") ? 1 : 0) - (top < 20 ? 1 : 0));
  return { select, filter, top, wantsCount, resourceUnits };
}

/** A user object as JSON. Without `readsAll` everything beyond the basic profile is null. */
export function userJson(user: User, select: readonly string[], readsAll: boolean, type?: string): string {
  let text = type === undefined ? "{" : `{"@odata.type":"${type}",`;
  for (const [position, name] of select.entries()) {
    const value = readsAll || basicProperties.has(name) ? (user.property(name) ?? null) : null;
    text += `${position === 0 ? "" : ","}"${name}":${JSON.stringify(value)}`;
  }
  return `${text}}`;
}

function parseSelect(resource: UserResource, option: string | null): readonly string[] | Answer {
  if (option === null) return defaultProperties;
  const names = new Set<string>(["id"]);
  for (const part of option.split(",")) {
    const name = part.trim();
    if (resource !== "user" && notOnCollections.has(name)) {
      return graphError(501, "NotImplemented", `The property '${name}' cannot be selected on a collection.`);
    }
    // Photos are another entity: selecting them is allowed and gives nothing.
    if (name === "photo" || name === "photos") continue;
    if (propertyRules[name] === undefined) {
      const problem = `Could not find a property named '${name}' on type 'microsoft.graph.user'.`;
      return graphError(400, "BadRequest", `Parsing OData Select and Expand failed: ${problem}`);
    }
    names.add(name);
  }
  return [...names];
}

function parseFilterOption(option: string | null): Filter | Answer | undefined {
  if (option === null) return undefined;
  try {
    return parseFilter(option);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    return graphError(400, "Request_UnsupportedQuery", `Invalid filter clause: ${error.message}`);
  }
}
