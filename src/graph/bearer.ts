import type { TokenSource } from "../entra/token-source.ts";
import type { Traffic } from "./traffic.ts";

/** A token with the number of renewals that came before it. */
export interface Bearer {
  readonly token: string;
  readonly renewals: number;
}

/** A refusal of a token by Graph. */
export interface Refused {
  readonly renewals: number;
  readonly token?: string | undefined;
  readonly claims: string | undefined;
}

/** Hands out tokens to many calls at once, so that one expiry is one renewal and not one a call. */
export interface BearerSource {
  /** A token; throws `signInFailed`, `unreachable` or the signal's reason. */
  current(signal: AbortSignal): Promise<Bearer>;
  /** Renewals so far. */
  renewals(): number;
  /**
   * Sees to another token than the one that Graph refused, which came after `renewals` renewals: a new one, unless another
   * call or the token source got one meanwhile. `claims` is decoded JSON; `token` is the refused one, where it is known.
   * Throws as `current` does.
   */
  renew(refused: Refused, signal: AbortSignal): Promise<void>;
}

/** Renews through `tokens` and counts the renewals. */
export function createBearerSource(tokens: TokenSource, traffic: Traffic): BearerSource {
  let renewals = 0;
  let renewing: { readonly done: Promise<void>; readonly signal: AbortSignal } | undefined;

  async function renewNow({ claims, token }: Refused, signal: AbortSignal): Promise<void> {
    const isReplaced = token !== undefined && claims === undefined && (await atHand(signal)) !== token;
    if (!isReplaced) await tokens.token({ fresh: true, signal, ...(claims === undefined ? {} : { claims }) });
    renewals += 1;
    traffic.tokenRefreshes += 1;
  }

  function atHand(signal: AbortSignal): Promise<string> {
    return tokens.token({ fresh: false, signal });
  }

  return {
    current: async (signal) => {
      const before = renewals;
      return { token: await atHand(signal), renewals: before };
    },
    renewals: () => renewals,
    renew: async (refused, signal) => {
      while (renewals === refused.renewals) {
        signal.throwIfAborted();
        const leader = renewing ?? { done: renewNow(refused, signal), signal };
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
    },
  };
}
