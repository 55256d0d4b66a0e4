import type { Finding } from "./finding.ts";
import type { Look } from "./look.ts";

/**
 * A signed assertion is good from the machine's «now» on, for ten minutes; Entra allows five minutes of difference.
 * Source: learn.microsoft.com, Microsoft identity platform, certificate credentials (nbf, exp).
 */
const toleratedMs = 5 * 60_000;

/** This machine's clock against the Date header of the sign-in host, which has whole seconds. */
export function checkClock(look: Look | undefined, signsWithTime: boolean): Finding {
  if (look?.serverTimeMs === undefined) return { kind: "clockUnseen" };
  const aheadMs = Math.round((look.ownTimeMs - look.serverTimeMs) / 1000) * 1000;
  if (Math.abs(aheadMs) <= toleratedMs) return { kind: "clockRight", aheadMs };
  return { kind: "clockWrong", aheadMs, signsWithTime };
}
