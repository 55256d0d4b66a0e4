import type { ObjectId } from "../model/object-id.ts";
import type { FailedOutcome } from "../tenant/outcome.ts";
import type { PutOutcome, RemoveOutcome } from "../tenant/photo-writer.ts";
import { type CallContext, type CallSpec, call } from "./call.ts";
import { failedOutcome, type Refusal } from "./call-result.ts";
import { classify } from "./classify.ts";

const maxAnswerBytes = 1024 * 1024;

/** 200 is documented for both, 204 was seen for other photos. Source: GDC profilephoto-update, profilephoto-delete. */
const writtenStatuses: readonly number[] = [200, 201, 202, 204];

/** Source: GDC api-reference/v1.0/api/profilephoto-update.md. Throws what `call` throws. */
export async function putPhoto(
  context: CallContext,
  id: ObjectId,
  jpeg: Uint8Array,
  signal: AbortSignal,
): Promise<PutOutcome> {
  const write = { method: "PUT", headers: { "content-type": "image/jpeg" }, body: jpeg } as const;
  const result = await call<true>(context, writeSpec(context, id, write), signal);
  if (result.kind === "good") return { kind: "written" };
  if (result.kind === "failed") return failedOutcome(result);
  const { status } = result.answer;
  const { message } = result.error;
  if (status === 413) return { kind: "refused", reason: "tooLarge", message };
  if (status === 415) return { kind: "refused", reason: "wrongType", message };
  const verdict = classify(result.answer, result.error);
  // That there is no photo is no answer to one that was sent.
  if (verdict.kind === "left" || verdict.kind === "noMailbox") return verdict;
  return lastWord(result);
}

/** Source: GDC api-reference/v1.0/api/profilephoto-delete.md. Throws what `call` throws. */
export async function removePhoto(context: CallContext, id: ObjectId, signal: AbortSignal): Promise<RemoveOutcome> {
  const result = await call<true>(context, writeSpec(context, id, { method: "DELETE" }), signal);
  if (result.kind === "good") return { kind: "removed" };
  if (result.kind === "failed") return failedOutcome(result);
  const verdict = classify(result.answer, result.error);
  if (verdict.kind === "left" || verdict.kind === "noMailbox" || verdict.kind === "none") return verdict;
  return lastWord(result);
}

function writeSpec(
  context: CallContext,
  id: ObjectId,
  write: Pick<CallSpec<true>, "method" | "headers" | "body">,
): CallSpec<true> {
  return {
    ...write,
    url: `${context.root}/users/${id}/photo/$value`,
    kind: "write",
    items: 1,
    answers: "json",
    goodStatuses: writtenStatuses,
    maxBytes: maxAnswerBytes,
    maxTries: context.maxTries,
    read: () => true,
  };
}

function lastWord({ answer, error, tries }: Refusal): FailedOutcome {
  return {
    kind: "failed",
    reason: answer.status === 403 ? "forbidden" : answer.status >= 500 ? "serviceError" : "unexpected",
    status: answer.status,
    graphCode: error.code,
    message: error.message,
    tries,
  };
}
