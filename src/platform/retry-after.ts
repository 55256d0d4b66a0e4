const seconds = /^\d+(\.\d+)?$/;
const httpDate = /^[A-Za-z]{3,9},? /;

/**
 * How long an answer asks to wait, in milliseconds from its receipt: `Retry-After` as seconds, fractions of them, or an
 * HTTP date. A date is measured against the answer's own `Date` header where there is one, so that a wrong local clock
 * does no harm; `nowMs` stands in for it. Undefined without the header, when it is garbage, and when it names no time to
 * wait (0, a date in the past): going again at once would use up all tries before the service has drawn breath.
 * Source: RFC 9110, section 10.2.3; GDC concepts/throttling.md (its sample is `2.128`).
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const value = headers["retry-after"]?.trim() ?? "";
  const until = dateMs(value);
  const waitMs = seconds.test(value)
    ? Math.ceil(Number(value) * 1000)
    : (until ?? Number.NaN) - (dateMs(headers.date) ?? nowMs);
  return waitMs > 0 ? waitMs : undefined;
}

function dateMs(value: string | undefined): number | undefined {
  if (value === undefined || !httpDate.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}
