import type { HttpResponse } from "../platform/http-types.ts";
import type { GraphAnswer } from "./answer.ts";

/** What is kept of a text where JSON was due. */
const maxText = 2_000;

/**
 * An answer with its body read: bytes stay bytes where they are due and came with 200, JSON is parsed, anything else is
 * text, and nothing is undefined. Never throws: an error may come with any body.
 */
export function readBody(response: HttpResponse, due: "json" | "bytes"): GraphAnswer {
  const { status, headers, body } = response;
  if (body.byteLength === 0) return { status, headers, body: undefined };
  if (due === "bytes" && status === 200) return { status, headers, body };
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  try {
    return { status, headers, body: JSON.parse(text) };
  } catch {
    // No JSON: the caller decides what a text means.
    return { status, headers, body: text.slice(0, maxText) };
  }
}
