import type { DisturbedRequest } from "../../../src/simulator/faults.ts";

/**
 * Every kind of call that a pass makes, and the items of its batches, which can fail by themselves. The columns of
 * service-matrix.md have the same names.
 */
export const callKinds = [
  "token",
  "listing page",
  "metadata batch",
  "metadata item",
  "value batch",
  "value item",
  "person batch",
  "person item",
  "metadata alone",
  "value alone",
  "person alone",
  "sizes",
  "mailbox page",
] as const;

export type CallKind = (typeof callKinds)[number];

const itemKinds = ["metadata item", "value item", "person item"] as const satisfies readonly CallKind[];

/** Whether it is about the items of a batch and not the call as a whole. */
export function isItemKind(kind: CallKind): boolean {
  return (itemKinds as readonly CallKind[]).includes(kind);
}

/** The flags that make a pass have calls of this kind. */
export function flagsFor(kind: CallKind): readonly string[] {
  switch (kind) {
    case "value alone":
      return ["--value-by", "get"];
    case "sizes":
      return ["--size", "240x240"];
    case "mailbox page":
      return ["--discover", "exchange"];
    default:
      return [];
  }
}

/** Whether a request is a call of this kind, or the batch that has such items. */
export function isOfKind(kind: CallKind, { method, target, body }: DisturbedRequest): boolean {
  const [path = ""] = target.split("?", 1);
  switch (kind) {
    case "token":
      return path.endsWith("/oauth2/v2.0/token");
    case "mailbox page":
      return path.startsWith("/exchange/");
    case "listing page":
      return method === "GET" && path === "/v1.0/users";
    case "metadata batch":
    case "metadata item":
      return path.endsWith("/$batch") && /"url":"\/users\/[^/"]+\/photo"/.test(body);
    case "value batch":
    case "value item":
      return path.endsWith("/$batch") && body.includes('$value"');
    case "person batch":
    case "person item":
      return path.endsWith("/$batch") && /"url":"\/users\/[^/"]+\?/.test(body);
    case "metadata alone":
      return /^\/v1\.0\/users\/[^/]+\/photo$/.test(path);
    case "value alone":
      return /^\/v1\.0\/users\/[^/]+\/photos?\/(?:[^/]+\/)?\$value$/.test(path);
    case "person alone":
      return /^\/v1\.0\/users\/[^/]+$/.test(path);
    case "sizes":
      return /^\/v1\.0\/users\/[^/]+\/photos$/.test(path);
  }
}
