import { photoBytes, type ServedPhoto } from "./photo-book.ts";

/** What an answer carries. `json` may already be bytes. A photo stays a photo until it is known how it travels. */
export type AnswerBody =
  | { readonly kind: "json"; readonly text: string | Buffer }
  | { readonly kind: "text"; readonly text: string; readonly contentType: string }
  | { readonly kind: "photo"; readonly photo: ServedPhoto }
  | { readonly kind: "bytes"; readonly bytes: Buffer; readonly contentType: string }
  | { readonly kind: "empty" };

/**
 * How an answer travels: as it should; the connection ends before it or in its midst, or its JSON is cut although its
 * length is right; or never. And what only a broken or a hostile server does: it stalls in the midst; it ends in order
 * before the length that it said; the length said is half of what comes, or more than comes; the encoding said is gzip
 * and what comes is none; and there is no end to the body (with a length of a terabyte, or in chunks), to the headers, or
 * to answers 103 that come before.
 */
export type Travel =
  | "whole"
  | "resetBefore"
  | "resetMidBody"
  | "cutShort"
  | "never"
  | "stalls"
  | "endsEarly"
  | "lengthTooShort"
  | "lengthTooLong"
  | "noGzip"
  | "endlessBody"
  | "endlessChunks"
  | "endlessHeaders"
  | "endlessInterim";

/** An answer on its way to the client, in a call of its own or as part of a batch. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
  readonly travel: Travel;
  /** Time that it takes on top of the modelled latency, in milliseconds. */
  readonly delayMs: number;
}

export const jsonContentType =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

export function answer(status: number, body: AnswerBody, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body, travel: "whole", delayMs: 0 };
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return answer(status, { kind: "json", text: JSON.stringify(value) }, headers);
}

/** An error in the form that Graph gives it. Source: Graph "error resource type". */
export function graphError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const innerError = { date: new Date().toISOString().slice(0, 19) };
  return jsonAnswer(status, { error: { code, message, innerError } }, headers);
}

export function contentTypeOf(body: AnswerBody): string | undefined {
  switch (body.kind) {
    case "json":
      return jsonContentType;
    case "text":
    case "bytes":
      return body.contentType;
    case "photo":
      return body.photo.picture.contentType;
    case "empty":
      return undefined;
  }
}

/** The body as it travels in a call of its own. */
export function bodyBytes(body: AnswerBody): Buffer {
  switch (body.kind) {
    case "json":
    case "text":
      return typeof body.text === "string" ? Buffer.from(body.text) : body.text;
    case "bytes":
      return body.bytes;
    case "photo":
      return photoBytes(body.photo);
    case "empty":
      return Buffer.alloc(0);
  }
}
