const seconds = /^\d+(\.\d+)?$/;
const httpDate = /^[A-Za-z]{3,9},? /;

/**
 * How long an answer asks to wait, in milliseconds from its receipt: `Retry-After` as seconds, fractions of them, or an
 * HTTP date (0 when that is past). A date is measured against the answer's own `Date` header where there is one, so
 * that a wrong local clock does no harm; `nowMs` stands in for it. Undefined without the header or when it is garbage.
 * Source: RFC 9110, section 10.2.3; GDC concepts/throttling.md (its sample is `2.128`).
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const value = headers["retry-after"]?.trim() ?? "";
  if (seconds.test(value)) return Math.ceil(Number(value) * 1000);
  const until = dateMs(value);
  if (until === undefined) return undefined;
  return Math.max(0, until - (dateMs(headers.date) ?? nowMs));
}

function dateMs(value: string | undefined): number | undefined {
  if (value === undefined || !httpDate.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}
