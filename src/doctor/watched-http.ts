import type { HttpClient } from "../platform/http-types.ts";
import type { Tally } from "./tally.ts";

/** A client whose answers are counted: their statuses, and what they say about limits. */
export function watchedHttp(http: HttpClient, seen: Tally): HttpClient {
  return {
    send: async (request) => {
      const response = await http.send(request);
      noteAnswer(response.status, response.headers, seen);
      return response;
    },
    close: () => http.close(),
  };
}

/** Source: GDC concepts/throttling.md, throttling-limits.md; RFC 9110 10.2.3. */
const limitHeader =
  /^(retry-after|ratelimit-[a-z-]{1,40}|x-ratelimit-[a-z-]{1,40}|x-ms-throttle-[a-z-]{1,40}|x-ms-resource-unit)$/;

/** Counts an answer, whole or a part of a batch. Header names are in lower case. */
export function noteAnswer(status: number, headers: Readonly<Record<string, string>>, seen: Tally): void {
  seen.add("statuses", String(status));
  for (const name of Object.keys(headers)) if (limitHeader.test(name)) seen.add("limitHeaders", name);
  const seconds = headers["retry-after"];
  if (seconds !== undefined) seen.add("retryAfter", /^\d{1,6}$/.test(seconds) ? seconds : "a date");
}

/** A word of the protocol, or «other»: what a server might put there may name somebody. */
export function word(text: string | undefined): string {
  if (text === undefined) return "without a code";
  return /^[A-Za-z][A-Za-z._-]{0,60}$/.test(text) ? text : "other";
}
