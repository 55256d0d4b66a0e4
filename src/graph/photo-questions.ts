import type { ObjectId } from "../model/object-id.ts";
import type { PhotoSize } from "../model/photo-size.ts";
import type { FetchOutcome, ProbeOutcome } from "../tenant/outcome.ts";
import type { FetchRequest } from "../tenant/port.ts";
import type { CallContext } from "./call.ts";
import { readMetadata, readPhoto } from "./photos.ts";
import { photoReading, type Question } from "./question.ts";
import { fetchSizeBelow } from "./size-below.ts";

/** Asks for the metadata of a person's largest photo. */
export const metadataQuestion: Question<ObjectId, ProbeOutcome> = {
  ...photoReading("metadata", readMetadata),
  path: (id) => `/users/${id}/photo`,
  expectedBytes: () => 0,
  bytesIn: () => 0,
};

/**
 * Asks for the bytes of a person's photo in a size. Where a fixed size does not exist, the sizes that do are asked for
 * before «none» is the answer.
 */
export function valueQuestion(context: CallContext, size: PhotoSize): Question<FetchRequest, FetchOutcome> {
  const photo = size === "largest" ? "photo" : `photos/${size}`;
  const question: Question<FetchRequest, FetchOutcome> = {
    ...photoReading("value", readPhoto),
    path: ({ objectId }) => `/users/${objectId}/${photo}/$value`,
    expectedBytes: ({ expectedBytes }) => (expectedBytes > 0 ? expectedBytes : undefined),
    bytesIn: (outcome) => (outcome.kind === "photo" ? outcome.bytes.byteLength : 0),
  };
  if (size === "largest") return question;
  return {
    ...question,
    finish: async ({ objectId }, outcome, signal) =>
      outcome.kind === "none" ? fetchSizeBelow(context, objectId, size, outcome, signal) : outcome,
  };
}
