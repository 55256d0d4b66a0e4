/**
 * One answer of Graph, whole or an item of a batch. Header names are in lower case. `body` is the parsed JSON, the text
 * of what is no JSON, the bytes of a photo asked for alone, base64 of one in a batch (as `RawText` when it is long), or
 * undefined when empty.
 */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Whether a body is a web page: a proxy or a portal answered in Graph's place. */
export function isWebPage(answer: GraphAnswer): boolean {
  const type = answer.headers["content-type"] ?? "";
  return /\btext\/html\b/i.test(type) || (typeof answer.body === "string" && answer.body.trimStart().startsWith("<"));
}

/** The share of the throttling limit that is used up (0.8 and more; above 1 is throttled), where Graph says so. */
export function limitShareOf(headers: Readonly<Record<string, string>>): number | undefined {
  const share = Number.parseFloat(headers["x-ms-throttle-limit-percentage"] ?? "");
  return Number.isFinite(share) ? share : undefined;
}
