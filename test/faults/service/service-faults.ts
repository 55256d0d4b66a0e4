import { type Answer, jsonAnswer } from "../../../src/simulator/answer.ts";
import { disturb, makeSamples } from "../../../src/simulator/fault-answers.ts";
import type { Fault, RetryAfter } from "../../../src/simulator/faults.ts";
import { type CallKind, isItemKind } from "./call-kinds.ts";
import { editedJson, itemsFault, type Json, jsonFault } from "./edit-json.ts";

/** What goes wrong in one row of service-matrix.md. */
export type ServiceFault =
  /** The call does not come to the service. */
  | { readonly kind: "network"; readonly how: NetworkFault }
  /** The answer is not what it should be; `items` is for those of a batch, where they fail by themselves. */
  | AnswerFault
  /** Something happens once, just before the service answers such a call. */
  | { readonly kind: "event"; readonly event: TenantEvent };

interface AnswerFault {
  readonly kind: "answer";
  readonly whole?: Fault | LinkedFault;
  readonly items?: Fault;
  /** It ends by the bytes that come and not by the time that passes. */
  readonly isSlow?: boolean;
}

export type NetworkFault = "noAddress" | "refused" | "untrusted";
export type TenantEvent = "photoChanges" | "photoRemoved" | "personLeaves" | "clockAhead" | "clockBack";
/** A fault that depends on the address that was asked for; `turn` counts from 1. */
export type LinkedFault = (url: string, turn: number) => Fault;

const samples = makeSamples(Buffer.alloc(0));

function status(code: number, retryAfter?: RetryAfter): ServiceFault {
  const fault: Fault = { kind: "status", status: code, ...(retryAfter === undefined ? {} : { retryAfter }) };
  return { kind: "answer", whole: fault, items: eachItem(fault) };
}

function webPage(code: number): ServiceFault {
  const fault: Fault = { kind: "html", status: code };
  return { kind: "answer", whole: fault, items: eachItem(fault) };
}

function travel(how: Extract<Fault, { kind: "travel" }>["how"]): AnswerFault {
  return { kind: "answer", whole: { kind: "travel", how } };
}

/** Every item of a batch has what would be the answer of a call. */
function eachItem(fault: Fault): Fault {
  return itemsFault((items) =>
    items.map(({ id }) => {
      const { status: code, headers, body } = disturb(fault, jsonAnswer(200, {}), samples);
      const content = "text" in body ? String(body.text) : "";
      const isJson = body.kind === "json";
      const contentType = isJson ? "application/json" : "text/html";
      const parsed: unknown = isJson ? JSON.parse(content) : content;
      return { id, status: code, headers: { ...headers, "Content-Type": contentType }, body: parsed };
    }),
  );
}

const anotherThing = { kind: "changed", change: () => jsonAnswer(200, { another: "thing" }) } as const;

/** The next page is what `next` makes of the address of this one; behind a «#» it is another link to the same page. */
function linked(
  next: (url: string, turn: number) => string,
  page: (json: Json) => Json = (json) => json,
): ServiceFault {
  const whole: LinkedFault = (url, turn) =>
    jsonFault((json) => ({ ...page(json), "@odata.nextLink": next(url, turn) }));
  return { kind: "answer", whole };
}

function batches(edit: Parameters<typeof itemsFault>[0]): ServiceFault {
  return { kind: "answer", whole: itemsFault(edit) };
}

const otherEachTime = (etag: string) => `${etag}-${Math.floor(performance.now() * 1000).toString(16)}`;

/** Etags of metadata and of photos, in batches and in calls of their own. */
function etags(edit: (etag: string) => string | undefined): ServiceFault {
  const inHeaders = (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => {
        if (name.toLowerCase() !== "etag") return [[name, value]];
        const edited = edit(value);
        return edited === undefined ? [] : [[name, edited]];
      }),
    );
  const inMetadata = (json: Json) => {
    const etag = json["@odata.mediaEtag"];
    return typeof etag === "string" ? { ...json, "@odata.mediaEtag": edit(etag) } : json;
  };
  const change = (answer: Answer): Answer => ({
    ...editedJson(answer, inMetadata),
    headers: inHeaders(answer.headers),
  });
  const inItem = (item: Json): Json => ({
    ...item,
    headers: inHeaders(item.headers as Record<string, string>),
    body: typeof item.body === "object" && item.body !== null ? inMetadata(item.body as Json) : item.body,
  });
  return { kind: "answer", whole: { kind: "changed", change }, items: itemsFault((items) => items.map(inItem)) };
}

/** The faults by the names of their rows; rows of statuses have several. */
const named = {
  "no address for the host name": { kind: "network", how: "noAddress" },
  "connection refused": { kind: "network", how: "refused" },
  "certificate not trusted": { kind: "network", how: "untrusted" },
  "no answer in time": travel("never"),
  "answer stops in its midst": travel("stalls"),
  "reset before the answer": travel("resetBefore"),
  "reset in the answer": travel("resetMidBody"),
  "connection ends in the answer": travel("endsEarly"),
  "length said is too short": travel("lengthTooShort"),
  "length said is too long": travel("lengthTooLong"),
  "gzip that is none": travel("noGzip"),
  "JSON cut": travel("cutShort"),
  "JSON of another thing": { kind: "answer", whole: anotherThing, items: eachItem(anotherThing) },
  "web page, 200": webPage(200),
  "web page, 403": webPage(403),
  "web page, 404": webPage(404),
  "web page, 503": webPage(503),
  "body without end": travel("endlessBody"),
  "chunks without end": { ...travel("endlessChunks"), isSlow: true },
  "headers without end": travel("endlessHeaders"),
  "103 without end": travel("endlessInterim"),
  "429": status(429),
  "429, Retry-After 0": status(429, 0),
  "429, a date in the past": status(429, { dateInSeconds: -3600 }),
  "429, an hour": status(429, 3600),
  "503, an hour": status(503, 3600),
  "next page is this one": linked((url) => url),
  "pages come again and again": linked((url, turn) => `${url}#${turn}`),
  "pages of nobody without end": linked(
    (url, turn) => `${url}#${turn}`,
    (json) => ({ ...json, value: [] }),
  ),
  "next page on another host": linked(() => "https://graph.attacker.example/v1.0/users"),
  "page token expires": linked((url, turn) => `${url.split("&$skiptoken")[0]}&$skiptoken=gone${turn}`),
  "ids missing": batches(() => []),
  "ids doubled": batches((items) => [...items, ...items]),
  "ids doubled, another's answer first": batches((items) => [
    ...items.map((item, at) => ({ ...items.at(at - 1), id: item.id })),
    ...items,
  ]),
  "ids unknown": batches((items) =>
    items.flatMap((item) => ["", `0${item.id}`, `${item.id}.0`, "none", -1, 20, null].map((id) => ({ ...item, id }))),
  ),
  "no etags": etags(() => undefined),
  "weak etags": etags((etag) => `W/${etag}`),
  "other etags each time": etags(otherEachTime),
  "photo changes": { kind: "event", event: "photoChanges" },
  "photo removed": { kind: "event", event: "photoRemoved" },
  "person leaves": { kind: "event", event: "personLeaves" },
  "clock an hour ahead": { kind: "event", event: "clockAhead" },
  "clock a day back": { kind: "event", event: "clockBack" },
} as const satisfies Readonly<Record<string, ServiceFault>>;

/**
 * The fault of a row by its name; a row of statuses has one for each. Undefined for a name that is none. Statuses are those
 * that Graph, Entra, Exchange or something between may answer with. Source: GDC concepts/errors.md; RFC 9110.
 */
export function serviceFault(name: string): ServiceFault | undefined {
  const known: Readonly<Record<string, ServiceFault>> = named;
  if (Object.hasOwn(known, name)) return known[name];
  return /^[2-5]\d\d$/.test(name) ? status(Number(name)) : undefined;
}

/** The names of all faults that are no statuses. */
export const namedFaults = Object.keys(named);

/** What the fault does to the answers of calls of this kind; undefined where it can do nothing to them. */
export function answerFault(
  fault: Extract<ServiceFault, { kind: "answer" }>,
  kind: CallKind,
): Fault | LinkedFault | undefined {
  return isItemKind(kind) ? fault.items : fault.whole;
}
