import type { CallKind } from "./faults.ts";
import type { ListingRoute } from "./listing-endpoint.ts";
import type { PhotoContent } from "./no-photo.ts";

/** What a path of Graph v1.0 asks for. Keys are object ids or userPrincipalNames, decoded. */
export type Route =
  | { readonly kind: "listing"; readonly listing: ListingRoute }
  | { readonly kind: "user"; readonly key: string }
  /** `edge` is a size in pixels; undefined asks for the largest. */
  | { readonly kind: "photo"; readonly key: string; readonly content: PhotoContent; readonly edge: number | undefined }
  | { readonly kind: "batch" }
  | { readonly kind: "unknown" };

const unknown: Route = { kind: "unknown" };
const userCast = "microsoft.graph.user";

/** Reads a path below the version root: it starts with a slash and has no query. */
export function parseRoute(path: string): Route {
  const parts = decodeParts(path);
  if (parts === undefined) return unknown;
  const [root, key, resource, ...rest] = parts;
  if (root === "$batch" && key === undefined) return { kind: "batch" };
  if (root === "users" && key === undefined) return { kind: "listing", listing: { kind: "users" } };
  if (key === undefined || key === "") return unknown;
  if (root === "groups") return groupRoute(key, resource, rest);
  if (root !== "users") return unknown;
  if (resource === undefined) return { kind: "user", key };
  return photoRoute(key, resource, rest);
}

/** The kind of call that a route is, for faults and counters. */
export function callKindOf(route: Route): CallKind | undefined {
  switch (route.kind) {
    case "listing":
      return "users";
    case "user":
    case "batch":
      return route.kind;
    case "photo":
      return route.content;
    case "unknown":
      return undefined;
  }
}

function groupRoute(groupId: string, resource: string | undefined, rest: readonly string[]): Route {
  const [cast, ...more] = rest;
  const isKnown = (resource === "members" || resource === "transitiveMembers") && more.length === 0;
  if (!isKnown || (cast !== undefined && cast !== userCast)) return unknown;
  const isTransitive = resource === "transitiveMembers";
  return { kind: "listing", listing: { kind: "members", groupId, isTransitive, usersOnly: cast === userCast } };
}

function photoRoute(key: string, resource: string, rest: readonly string[]): Route {
  const [first, second, ...more] = rest;
  if (more.length > 0) return unknown;
  if (resource === "photo") {
    if (first === undefined) return { kind: "photo", key, content: "metadata", edge: undefined };
    return first === "$value" && second === undefined
      ? { kind: "photo", key, content: "value", edge: undefined }
      : unknown;
  }
  if (resource !== "photos") return unknown;
  if (first === undefined) return { kind: "photo", key, content: "sizes", edge: undefined };
  const size = /^(\d{1,4})x(\d{1,4})$/i.exec(first);
  if (size === null || size[1] !== size[2]) return unknown;
  const edge = Number(size[1]);
  if (second === undefined) return { kind: "photo", key, content: "metadata", edge };
  return second === "$value" ? { kind: "photo", key, content: "value", edge } : unknown;
}

function decodeParts(path: string): readonly string[] | undefined {
  if (!path.startsWith("/")) return undefined;
  const parts = path.slice(1).split("/");
  if (!path.includes("%")) return parts;
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
