import * as z from "zod";
import { type Answer, answer, contentTypeOf, graphError, type Travel } from "./answer.ts";
import { type Base64Form, toBase64 } from "./drawing/picture-file.ts";
import { photoBase64 } from "./photo-book.ts";

/** At most so many requests in one batch. Source: GDC concepts/json-batching.md. */
const maxItems = 20;
/** Outlook requests of one batch run so many at a time. Source: GDC concepts/throttling-limits.md. */
const itemsAtATime = 4;

const itemSchema = z.object({
  id: z.string().min(1),
  method: z.string().min(1),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  dependsOn: z.undefined().optional(),
});
const batchSchema = z.object({ requests: z.array(itemSchema).min(1) });

/** One request of a batch, as the client sent it. */
export type BatchItem = z.infer<typeof itemSchema>;

/** Reads the body of a batch, or gives the answer that refuses it as a whole. */
export function parseBatch(body: string, contentType: string | undefined): readonly BatchItem[] | Answer {
  if (!/^application\/json\b/i.test(contentType ?? "")) {
    return graphError(415, "BadRequest", "A batch must have the content type application/json.");
  }
  const parsed = batchSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    return graphError(400, "BadRequest", `Invalid batch payload format: ${z.prettifyError(parsed.error)}`);
  }
  const { requests } = parsed.data;
  if (requests.length > maxItems) {
    return graphError(400, "BadRequest", `The batch has ${requests.length} requests; the maximum is ${maxItems}.`);
  }
  // Ids are told apart without regard to case. Source: GDC concepts/json-batching.md.
  const ids = new Set(requests.map((request) => request.id.toLowerCase()));
  return ids.size === requests.length
    ? requests
    : graphError(400, "BadRequest", "Request ids must be unique in a batch.");
}

/** How the answer of a batch varies where clients must not care. Numbers from 0 to 1. */
export interface BatchVariation {
  readonly random: () => number;
  /** Milliseconds of one more item. */
  readonly itemMs: () => number;
}

/**
 * Puts the answers of a batch's items together: in any order, header names in any case, photos as base64 of any form.
 * An item that does not travel whole takes the batch with it.
 */
export function batchAnswer(
  items: readonly BatchItem[],
  answers: readonly Answer[],
  { random, itemMs }: BatchVariation,
): Answer {
  const pieces: (string | Buffer)[] = ['{"responses":['];
  const order = shuffled(items.length, random);
  for (const [position, index] of order.entries()) {
    const [item, inner] = [items[index], answers[index]];
    if (item === undefined || inner === undefined) throw new RangeError("Every item has an answer.");
    if (position > 0) pieces.push(",");
    writeItem(pieces, item.id, inner, random());
  }
  pieces.push("]}");
  const delayMs = roundsMs(answers.map((inner) => itemMs() + inner.delayMs));
  return { ...answer(200, { kind: "json", text: joinPieces(pieces) }), travel: travelOf(answers), delayMs };
}

function writeItem(pieces: (string | Buffer)[], id: string, inner: Answer, share: number): void {
  const headers: Record<string, string> = {};
  const contentType = contentTypeOf(inner.body);
  if (contentType !== undefined) headers[inCase("Content-Type", share)] = contentType;
  for (const [name, value] of Object.entries(inner.headers)) headers[inCase(name, share)] = value;
  pieces.push(`{"id":${JSON.stringify(id)},"status":${inner.status},"headers":${JSON.stringify(headers)},"body":`);
  writeBody(pieces, inner, base64FormOf(share));
  pieces.push("}");
}

function writeBody(pieces: (string | Buffer)[], inner: Answer, form: Base64Form): void {
  switch (inner.body.kind) {
    case "json":
      pieces.push(inner.body.text);
      return;
    case "text":
      pieces.push(JSON.stringify(inner.body.text));
      return;
    case "photo":
      pieces.push('"', ...photoBase64(inner.body.photo, form), '"');
      return;
    case "bytes":
      pieces.push('"', toBase64(inner.body.bytes, form), '"');
      return;
    case "empty":
      pieces.push("null");
      return;
  }
}

/** Most are base64 as everybody writes it; some lack the padding, some have the alphabet of URLs. */
function base64FormOf(share: number): Base64Form {
  const part = (share * 97) % 1;
  if (part < 0.1) return "unpadded";
  return part < 0.2 ? "url" : "padded";
}

function inCase(header: string, share: number): string {
  if (share < 0.2) return header.toLowerCase();
  return share < 0.3 ? header.toUpperCase() : header;
}

/** The time that items take together when four of them run at a time. */
function roundsMs(itemsMs: readonly number[]): number {
  const lanes: number[] = new Array(itemsAtATime).fill(0);
  for (const itemMs of itemsMs) {
    const free = lanes.indexOf(Math.min(...lanes));
    lanes[free] = (lanes[free] ?? 0) + itemMs;
  }
  return Math.max(...lanes);
}

function travelOf(answers: readonly Answer[]): Travel {
  return answers.find((inner) => inner.travel !== "whole")?.travel ?? "whole";
}

function shuffled(length: number, random: () => number): readonly number[] {
  const order = Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [order[last] ?? 0, order[other] ?? 0];
    order[last] = two;
    order[other] = one;
  }
  return order;
}

function joinPieces(pieces: readonly (string | Buffer)[]): Buffer {
  const buffers: Buffer[] = [];
  let text = "";
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
      continue;
    }
    buffers.push(Buffer.from(text), piece);
    text = "";
  }
  return Buffer.concat([...buffers, Buffer.from(text)]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
