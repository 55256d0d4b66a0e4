import { createHash } from "node:crypto";
import { type Answer, bodyBytes } from "../../../src/simulator/answer.ts";
import type { ReceivedRequest } from "../../../src/simulator/server.ts";

/** One question about one person or a listing, and the answer to it, as they went over the wire. */
interface Exchange {
  /** Below the version root, with its query. */
  readonly url: string;
  readonly status: number;
  readonly body: Buffer;
  readonly alone: boolean;
}

/** A user object, as far as it matters. */
interface SaidPerson {
  readonly id: string;
  readonly mailNickname?: string | null;
}

/** How often something was said of somebody in a pass, and whether it was ever the answer to a call of its own. */
export interface Denials {
  readonly times: number;
  readonly alone: boolean;
}

const never: Denials = { times: 0, alone: false };

/** Error codes of a 404 of `/photo` that speak of the mailbox or of the user, not of the photo. */
const notOfThePhoto = new Set([
  "Request_ResourceNotFound",
  "ErrorNonExistentMailbox",
  "MailboxNotHostedInExchangeOnline",
  "MailboxNotEnabledForRESTAPI",
  "ResourceNotFound",
]);

/**
 * What the service said, read off the wire: it knows nothing of the program, and of the simulated tenant only the bytes
 * that it sent. Answers that did not travel whole were not said.
 */
export class Wire {
  /** SHA-256 of all bytes that were ever given as somebody's photo, by object id. */
  readonly served = new Map<string, Set<string>>();
  /** Who was ever given bytes that are no JPEG. */
  readonly servedOthers = new Set<string>();
  /** In this pass. */
  readonly listed = new Set<string>();
  /** Before a deadline came. */
  listingEnded = false;
  #deadlineCame = false;
  /** mailNickname by object id: what pages of this pass said, and what was ever said. */
  readonly nicknames = { now: new Map<string, string>(), ever: new Map<string, string>() };
  readonly #photoDenied = new Map<string, Denials>();
  readonly #gone = new Map<string, Denials>();
  readonly #exists = new Set<string>();

  /** A pass begins: what was said in earlier ones is no evidence in it. */
  beginPass(): void {
    for (const said of [this.listed, this.#photoDenied, this.#gone, this.#exists]) said.clear();
    this.listingEnded = false;
    this.#deadlineCame = false;
    this.nicknames.now.clear();
  }

  /** Pages of the listing that come from now on are not waited for. */
  deadlineComes(): void {
    this.#deadlineCame = true;
    // One that was on its way may not have been taken.
    this.nicknames.now.clear();
  }

  /** `/photo` said that this person has none. */
  photoDenied(objectId: string): Denials {
    return this.#photoDenied.get(objectId) ?? never;
  }

  /** `/users/{id}` said that there is no such person. */
  gone(objectId: string): Denials {
    return this.#gone.get(objectId) ?? never;
  }

  /** `/users/{id}` gave this person. */
  exists(objectId: string): boolean {
    return this.#exists.has(objectId);
  }

  /** For the simulated tenant's `onAnswer`. */
  readonly hear = (request: ReceivedRequest, given: Answer): void => {
    if (given.travel !== "whole" || !request.target.startsWith("/v1.0/")) return;
    const url = request.target.slice("/v1.0".length);
    const body = bodyBytes(given.body);
    if (url !== "/$batch") this.#take({ url, status: given.status, body, alone: true });
    else if (given.status === 200) for (const exchange of itemsOf(request.body, body)) this.#take(exchange);
  };

  #take(exchange: Exchange): void {
    const { url, status, body } = exchange;
    const path = url.split("?")[0] ?? "";
    if (path === "/users" || path.includes("/transitiveMembers/")) {
      this.#takePage(status, body);
      return;
    }
    const [, key = "", resource] = /^\/users\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    const objectId = decodeURIComponent(key).toLowerCase();
    if (resource === undefined) this.#takePerson(objectId, exchange);
    else if (resource === "photo") this.#takeMetadata(objectId, exchange);
    else if (resource.endsWith("$value") && status === 200) this.#takeBytes(objectId, body);
  }

  #takePage(status: number, body: Buffer): void {
    if (status !== 200 || this.#deadlineCame) return;
    const page = json(body);
    for (const { id, mailNickname } of (page.value ?? []) as readonly SaidPerson[]) {
      this.listed.add(id.toLowerCase());
      if (mailNickname) this.nicknames.now.set(id.toLowerCase(), mailNickname);
      if (mailNickname) this.nicknames.ever.set(id.toLowerCase(), mailNickname);
    }
    if (page["@odata.nextLink"] === undefined) this.listingEnded = true;
  }

  #takePerson(key: string, { status, body, alone }: Exchange): void {
    if (status === 200) {
      const { id, mailNickname } = json(body) as unknown as SaidPerson;
      this.#exists.add(id.toLowerCase());
      if (mailNickname) this.nicknames.ever.set(id.toLowerCase(), mailNickname);
    } else if (status === 404 && codeIn(body) === "Request_ResourceNotFound") count(this.#gone, key, alone);
  }

  #takeMetadata(objectId: string, { status, body, alone }: Exchange): void {
    const isDenied =
      status === 404
        ? !notOfThePhoto.has(codeIn(body) ?? "") && !body.includes("ErrorUserResolutionFailed")
        : status === 200 && json(body).width === 1 && json(body).height === 1;
    if (isDenied) count(this.#photoDenied, objectId, alone);
  }

  #takeBytes(objectId: string, body: Buffer): void {
    const served = this.served.get(objectId) ?? new Set();
    served.add(createHash("sha256").update(body).digest("hex"));
    this.served.set(objectId, served);
    if (body[0] !== 0xff || body[1] !== 0xd8) this.servedOthers.add(objectId);
  }
}

function* itemsOf(asked: string, answered: Buffer): Generator<Exchange> {
  const { requests } = JSON.parse(asked) as { readonly requests: { readonly id: string; readonly url: string }[] };
  const { responses } = JSON.parse(answered.toString()) as {
    readonly responses: { readonly id: string; readonly status: number; readonly body: unknown }[];
  };
  const urls = new Map(requests.map(({ id, url }) => [id, url]));
  for (const { id, status, body } of responses) {
    yield { url: urls.get(id) ?? "", status, body: itemBody(body), alone: false };
  }
}

/** Of a photo in a batch there is base64, of everything else JSON. */
function itemBody(body: unknown): Buffer {
  return typeof body === "string" ? Buffer.from(body, "base64") : Buffer.from(JSON.stringify(body));
}

function count(said: Map<string, Denials>, key: string, alone: boolean): void {
  const before = said.get(key) ?? never;
  said.set(key, { times: before.times + 1, alone: before.alone || alone });
}

function json(body: Buffer): Record<string, unknown> {
  try {
    return (JSON.parse(body.toString()) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function codeIn(body: Buffer): string | undefined {
  return (json(body).error as { readonly code?: string } | undefined)?.code;
}
