import type { HttpResponse } from "../platform/http-types.ts";
import type { GraphAnswer } from "./answer.ts";
import { parseBatchJson } from "./batch-json.ts";

/** What an answer of status 200 holds. */
export type DueBody = "json" | "batch" | "bytes";

/** What is kept of a text where JSON was due. */
const maxText = 2_000;

/**
 * An answer with its body read: bytes stay bytes where they are due and came with 200, JSON is parsed, anything else is
 * text, and nothing is undefined. Never throws: an error may come with any body.
 */
export function readBody(response: HttpResponse, due: DueBody): GraphAnswer {
  const { status, headers, body } = response;
  if (body.byteLength === 0) return { status, headers, body: undefined };
  if (due === "bytes" && status === 200) return { status, headers, body };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  try {
    return { status, headers, body: due === "batch" ? parseBatchJson(bytes) : JSON.parse(bytes.toString("utf8")) };
  } catch {
    // No JSON: the caller decides what a text means.
    return { status, headers, body: bytes.toString("utf8").slice(0, maxText) };
  }
}
