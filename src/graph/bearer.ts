import type { TokenSource } from "../entra/token-source.ts";
import type { Traffic } from "./traffic.ts";

/** A token with the number of renewals that came before it. */
export interface Bearer {
  readonly token: string;
  readonly renewals: number;
}

/** Hands out tokens to many calls at once, so that one expiry is one renewal and not one a call. */
export interface BearerSource {
  /** A token; throws `signInFailed`, `unreachable` or the signal's reason. */
  current(signal: AbortSignal): Promise<Bearer>;
  /** Renewals so far. */
  renewals(): number;
  /**
   * The token to use after Graph refused the one that came after `renewals` renewals: a new one, or the one that another
   * call got meanwhile. `claims` is decoded JSON. Throws as `current` does.
   */
  renew(renewals: number, claims: string | undefined, signal: AbortSignal): Promise<Bearer>;
}

/** Renews through `tokens` and counts the renewals. */
export function createBearerSource(tokens: TokenSource, traffic: Traffic): BearerSource {
  let latest: Bearer = { token: "", renewals: 0 };
  let renewing: { readonly done: Promise<void>; readonly signal: AbortSignal } | undefined;

  async function renewNow(claims: string | undefined, signal: AbortSignal): Promise<void> {
    const token = await tokens.token({ fresh: true, signal, ...(claims === undefined ? {} : { claims }) });
    latest = { token, renewals: latest.renewals + 1 };
    traffic.tokenRefreshes += 1;
  }

  return {
    current: async (signal) => {
      const { renewals } = latest;
      return { token: await tokens.token({ fresh: false, signal }), renewals };
    },
    renewals: () => latest.renewals,
    renew: async (renewals, claims, signal) => {
      while (latest.renewals === renewals) {
        signal.throwIfAborted();
        const leader = renewing ?? { done: renewNow(claims, signal), signal };
        renewing = leader;
        try {
          await leader.done;
        } catch (error) {
          // Abandoned by the call that renewed, for reasons of its own: this one looks again.
          if (leader.signal === signal || !leader.signal.aborted) throw error;
        } finally {
          if (renewing === leader) renewing = undefined;
        }
      }
      return latest;
    },
  };
}
