import { readTokenClaims } from "../entra/token-claims.ts";
import { ExophotosError } from "../errors.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { PhotoWriter } from "../tenant/photo-writer.ts";
import { askAlone } from "./ask-alone.ts";
import { createCallContext, type GraphAccess } from "./context.ts";
import { askEach } from "./each.ts";
import { findNamed } from "./find-named.ts";
import { createGraphInspector } from "./inspect.ts";
import { metadataQuestion, valueQuestion } from "./photo-questions.ts";
import { putPhoto, removePhoto } from "./write-photo.ts";

/** Least first. Source: learn.microsoft.com profilephoto-update, profilephoto-delete. */
const writePermissions = ["ProfilePhoto.ReadWrite.All", "User.ReadWrite.All"];

/** Writes photos through Microsoft Graph v1.0, paced with everything else that it asks. */
export function createPhotoWriter(access: GraphAccess): PhotoWriter {
  const context = createCallContext(access);
  const { maxTries } = context;
  const value = valueQuestion(context, "largest");
  const inspector = createGraphInspector(access, { properties: "basic", extraProperties: [] });
  return {
    host: access.endpoint.host,
    requireWritePermission: async (signal) => {
      const claims = readTokenClaims(await access.tokens.token({ fresh: false, signal }));
      // A token that says nothing is left to Graph to judge.
      if (claims === undefined || claims.permissions.some((name) => writePermissions.includes(name))) return;
      const facts = { call: "write photos", permissions: writePermissions, graphCode: undefined };
      throw new ExophotosError("permissionMissing", facts);
    },
    photoSource: async (signal) => {
      const policy = await inspector.photoPolicy(signal);
      if (policy === undefined || "reason" in policy) return undefined;
      return policy.source === "cloud" || policy.source === "onPremises" ? policy.source : undefined;
    },
    findNamed: (by, values, signal) => findNamed(context, by, values, signal),
    probePhotos: async function* (ids, signal) {
      for await (const { item, outcome } of askEach(context, metadataQuestion, source(ids), "batch", signal)) {
        yield { objectId: item, outcome };
      }
    },
    probe: (id, signal) => askAlone(context, metadataQuestion, metadataQuestion.path(id), maxTries, signal),
    fetch: (id, signal) => askAlone(context, value, value.path({ objectId: id, expectedBytes: 0 }), maxTries, signal),
    put: (id, jpeg, signal) => putPhoto(context, id, jpeg, signal),
    remove: (id, signal) => removePhoto(context, id, signal),
    counters: () => ({ ...context.traffic, ...context.gate.readings() }),
    holdLeftMs: context.gate.holdLeftMs,
    close: () => access.http.close(),
  };
}

async function* source(ids: readonly ObjectId[]): AsyncGenerator<ObjectId> {
  yield* ids;
}
