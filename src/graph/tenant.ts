import type { ObjectId } from "../model/object-id.ts";
import type { PhotoSize } from "../model/photo-size.ts";
import type { Choice } from "../tenant/choice.ts";
import type { Tenant } from "../tenant/port.ts";
import { askAlone } from "./ask-alone.ts";
import { createCallContext, type GraphAccess } from "./context.ts";
import { askEach } from "./each.ts";
import { listKeys } from "./keys.ts";
import { listPages } from "./listing.ts";
import { personQuestion } from "./people.ts";
import { metadataQuestion, valueQuestion } from "./photo-questions.ts";
import { requireReadable } from "./readable-columns.ts";

export interface GraphTenantOptions extends GraphAccess {
  readonly choice: Choice;
  readonly size: PhotoSize;
  /** `basic`: only the user properties that User.ReadBasic.All may read. */
  readonly properties: "all" | "basic";
  /** More Graph user properties, by their names. */
  readonly extraProperties: readonly string[];
  /** Photos in batches of 20, or by a call for each. */
  readonly valueMode: "batch" | "get";
}

/** The tenant as Microsoft Graph v1.0 shows it. Nothing is sent before a method asks for it. */
export function createGraphTenant(options: GraphTenantOptions): Tenant {
  const { choice, http } = options;
  const selection = { properties: options.properties, extraProperties: options.extraProperties };
  const context = createCallContext(options);
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
    counters: () => ({ ...context.traffic, ...context.gate.readings() }),
    holdLeftMs: context.gate.holdLeftMs,
    beginNear: context.gate.beginNear,
    close: () => http.close(),
  };
}
