/** As MSAL does it, a token is not used in the last minutes of its life. */
const lastMinutesMs = 5 * 60_000;
/** One that lives for minutes only would never be used then: of such a one only the last part is not. */
const lastPart = 1 / 10;
/** MSAL rounds the times of tokens to whole seconds, up as well as down. */
const roundingMs = 1000;

/** Until when a token that was granted now is handed out. Times in milliseconds since 1970. */
export function handedOutUntilMs(grantedAtMs: number, expiresAtMs: number): number {
  return expiresAtMs - roundingMs - Math.min(lastMinutesMs, (expiresAtMs - grantedAtMs) * lastPart);
}
