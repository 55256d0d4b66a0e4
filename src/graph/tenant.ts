import type { TokenSource } from "../entra/token-source.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { PhotoSize } from "../model/photo-size.ts";
import type { Clock } from "../platform/clock.ts";
import type { HttpClient } from "../platform/http-types.ts";
import type { Choice } from "../tenant/choice.ts";
import type { Tenant } from "../tenant/port.ts";
import { askAlone } from "./ask-alone.ts";
import { createBearerSource } from "./bearer.ts";
import type { CallContext } from "./call.ts";
import { askEach } from "./each.ts";
import { createGate } from "./gate.ts";
import { listKeys } from "./keys.ts";
import { listPages } from "./listing.ts";
import { personQuestion } from "./people.ts";
import { metadataQuestion, valueQuestion } from "./photo-questions.ts";
import { requireReadable } from "./readable-columns.ts";
import { createTraffic } from "./traffic.ts";

export interface GraphTenantOptions {
  /** Root of Graph without a version; tokens are sent to its origin only. */
  readonly endpoint: URL;
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  readonly choice: Choice;
  readonly size: PhotoSize;
  /** `basic`: only the user properties that User.ReadBasic.All may read. */
  readonly properties: "all" | "basic";
  /** More Graph user properties, by their names. */
  readonly extraProperties: readonly string[];
  /** Most HTTP calls in flight, 1 to 32. */
  readonly concurrency: number;
  /** Photos in batches of 20, or by a call for each. */
  readonly valueMode: "batch" | "get";
  /** The longest `Retry-After` that is waited for; 10 minutes unless given. */
  readonly maxWaitMs?: number;
  /** Bounds one HTTP call, its body included; 100 seconds unless given. */
  readonly callTimeoutMs?: number;
  /** Tries of one call, and of one person's photo; 6 unless given. */
  readonly maxTries?: number;
  /** In Microsoft's form: `ISV|Company|App/Version` or `NONISV|Company|App/Version`. */
  readonly userAgent: string;
  readonly clock: Clock;
  /** Between 0 and 1, for the jitter of back-offs. */
  readonly random: () => number;
  /** A new GUID for each call's `client-request-id`. */
  readonly newId: () => string;
}

/** The tenant as Microsoft Graph v1.0 shows it. Nothing is sent before a method asks for it. */
export function createGraphTenant(options: GraphTenantOptions): Tenant {
  const { choice, clock, concurrency, http, maxWaitMs = 600_000 } = options;
  const selection = { properties: options.properties, extraProperties: options.extraProperties };
  const traffic = createTraffic();
  const gate = createGate({ concurrency, maxWaitMs, clock });
  const context: CallContext = {
    root: `${options.endpoint.href.replace(/\/+$/, "")}/v1.0`,
    http,
    app: options.tokens.app,
    bearers: createBearerSource(options.tokens, traffic),
    gate,
    traffic,
    userAgent: options.userAgent,
    callTimeoutMs: options.callTimeoutMs ?? 100_000,
    maxWaitMs,
    maxTries: options.maxTries ?? 6,
    clock,
    random: options.random,
    newId: options.newId,
  };
  const anyone = personQuestion<string>(selection);
  const people = personQuestion<ObjectId>(selection);
  const photos = valueQuestion(context, options.size);
  return {
    listPeople: (signal) => {
      const listing =
        choice.kind === "keys"
          ? listKeys(context, choice, selection, signal)
          : listPages(context, choice, selection, signal);
      return requireReadable(context, selection, listing, signal);
    },
    probePhotos: async function* (ids, signal) {
      for await (const { item, outcome } of askEach(context, metadataQuestion, ids, "batch", signal)) {
        yield { objectId: item, outcome };
      }
    },
    fetchPhotos: async function* (requests, signal) {
      for await (const { item, outcome } of askEach(context, photos, requests, options.valueMode, signal)) {
        yield { objectId: item.objectId, outcome };
      }
    },
    probeAlone: (id, signal) =>
      askAlone(context, metadataQuestion, metadataQuestion.path(id), context.maxTries, signal),
    findPeople: async function* (ids, signal) {
      for await (const { item, outcome } of askEach(context, people, ids, "batch", signal)) {
        yield { objectId: item, outcome };
      }
    },
    findPerson: (key, signal) => askAlone(context, anyone, anyone.path(key), context.maxTries, signal),
    counters: () => ({ ...traffic, ...gate.readings() }),
    close: () => http.close(),
  };
}
