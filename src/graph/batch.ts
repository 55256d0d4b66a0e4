import * as z from "zod";
import { retryAfterMs } from "../platform/retry-after.ts";
import { type GraphAnswer, limitShareOf } from "./answer.ts";
import { RawText } from "./batch-json.ts";
import type { CallContext, CallSpec, Pressure } from "./call.ts";

/** Most requests of one batch. Source: GDC concepts/json-batching.md. */
export const maxBatchItems = 20;

/** The answers of a batch by the place of their request, from 0; a place without a usable answer is missing. */
export type BatchAnswers = ReadonlyMap<number, GraphAnswer>;

const envelope = z.object({ responses: z.array(z.unknown()) });
const item = z.object({
  id: z.union([z.string(), z.number()]),
  status: z.number(),
  headers: z.record(z.string(), z.unknown()).nullish(),
  body: z.unknown().optional(),
});

/** `metadata` and `people` answer with small JSON, `value` with photos. */
export type BatchKind = "metadata" | "value" | "people";

const counters = { metadata: "metadataBatches", value: "valueBatches", people: undefined } as const;

/**
 * The call that asks `paths` (relative to the version root, with a leading slash; at most 20) in one batch. Its value
 * has an answer for each place, in whatever order they come; what was not asked is ignored, and of what comes twice
 * neither is believed: one of them may be about somebody else.
 * Source: GDC concepts/json-batching.md.
 */
export function batchSpec(
  context: CallContext,
  kind: BatchKind,
  paths: readonly string[],
  limits: { readonly maxBytes: number; readonly maxTries: number },
): CallSpec<BatchAnswers> {
  const requests = paths.map((url, place) => ({ id: String(place), method: "GET", url }));
  const counter = counters[kind];
  return {
    method: "POST",
    url: `${context.root}/$batch`,
    body: JSON.stringify({ requests }),
    kind: `${kind} batch of ${paths.length}`,
    ...(counter === undefined ? {} : { counter }),
    items: paths.length,
    answers: "batch",
    ...limits,
    read: (answer) => readBatch(answer.body, paths.length),
    pressure: (answers) => pressureIn(answers, paths.length, context.clock.now()),
  };
}

/** The answers in a batch's body, or undefined when it is no batch answer. */
export function readBatch(body: unknown, asked: number): BatchAnswers | undefined {
  const outer = envelope.safeParse(body);
  if (!outer.success) return undefined;
  const answers = new Map<number, GraphAnswer>();
  const doubled = new Set<number>();
  for (const response of outer.data.responses) {
    const inner = item.safeParse(response);
    if (!inner.success) continue;
    const { id, status, headers } = inner.data;
    const place = placeOf(id, asked);
    if (place === undefined) continue;
    if (answers.has(place)) doubled.add(place);
    answers.set(place, { status, headers: lowerCased(headers ?? {}), body: contentOf(status, inner.data.body) });
  }
  for (const place of doubled) answers.delete(place);
  return answers;
}

/** The place that was asked under exactly this id: what only reads like its number may be another's. */
function placeOf(id: string | number, asked: number): number | undefined {
  const place = Number(id);
  const isAsked = Number.isInteger(place) && place >= 0 && place < asked && String(place) === String(id);
  return isAsked ? place : undefined;
}

/** Only a photo may stay as it came: errors are read as text. */
function contentOf(status: number, body: unknown): unknown {
  if (body instanceof RawText && status !== 200) return body.bytes.toString("utf8");
  return body === null || body === "" ? undefined : body;
}

function lowerCased(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = String(value);
  return lower;
}

function pressureIn(answers: BatchAnswers, parts: number, nowMs: number): Pressure {
  let throttled = 0;
  let longestMs: number | undefined;
  let limitShare: number | undefined;
  for (const answer of answers.values()) {
    const share = limitShareOf(answer.headers);
    if (share !== undefined) limitShare = Math.max(limitShare ?? 0, share);
    if (answer.status !== 429) continue;
    throttled += 1;
    const waitMs = retryAfterMs(answer.headers, nowMs);
    if (waitMs !== undefined) longestMs = Math.max(longestMs ?? 0, waitMs);
  }
  return { throttled, parts, retryAfterMs: longestMs, limitShare };
}
