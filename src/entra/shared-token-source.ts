import type { Clock } from "../platform/clock.ts";
import { handedOutUntilMs } from "./token-life.ts";
import type { TokenSource } from "./token-source.ts";

/** A token that was granted, and when it ends (milliseconds since 1970). */
export interface GrantedToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** Gets a new token each time. `claims` is what a challenge demands. */
export type AcquireToken = (claims: string | undefined) => Promise<GrantedToken>;

export interface SharedTokenSourceOptions {
  readonly app: TokenSource["app"];
  readonly clock: Clock;
  /** Called once; `signal` gives what ends the calls that are under way at that moment. */
  readonly acquireWith: (signal: () => AbortSignal) => AcquireToken;
}

/**
 * A token source over something that only gets new tokens: it keeps the newest one while it is good, and requests that
 * wait for the same token share one call. MSAL's own cache would not do: before it looks there it has a client assertion
 * made, each time.
 */
export function createSharedTokenSource(options: SharedTokenSourceOptions): TokenSource {
  return new SharedTokenSource(options);
}

type TokenRequest = Parameters<TokenSource["token"]>[0];

class SharedTokenSource implements TokenSource {
  readonly app: TokenSource["app"];
  readonly #clock: Clock;
  readonly #acquire: AcquireToken;
  readonly #shared = new Map<string, Promise<string>>();
  #newest = { token: "", untilMs: 0 };
  /** What the last challenge demanded: later tokens are asked for with it too, or each would be challenged again. */
  #demanded: string | undefined;
  #waiting = 0;
  #abandon = new AbortController();

  constructor({ app, clock, acquireWith }: SharedTokenSourceOptions) {
    this.app = app;
    this.#clock = clock;
    this.#acquire = acquireWith(() => this.#abandon.signal);
  }

  async token(request: TokenRequest): Promise<string> {
    request.signal.throwIfAborted();
    this.#demanded = request.claims ?? this.#demanded;
    if (isPlain(request) && this.#isGood()) return this.#newest.token;
    this.#waiting++;
    try {
      return await orAborted(this.#share(request), request.signal);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0) this.#abandonShared();
    }
  }

  #isGood(): boolean {
    return this.#clock.now() < this.#newest.untilMs;
  }

  #share({ fresh, claims }: TokenRequest): Promise<string> {
    const key = JSON.stringify([fresh, claims]);
    const [anyUnderWay] = this.#shared.values();
    const underWay = this.#shared.get(key) ?? (isPlain({ fresh, claims }) ? anyUnderWay : undefined);
    if (underWay !== undefined) return underWay;
    const shared = this.#renew(claims).finally(() => {
      if (this.#shared.get(key) === shared) this.#shared.delete(key);
    });
    this.#shared.set(key, shared);
    return shared;
  }

  async #renew(claims: string | undefined): Promise<string> {
    const demanded = claims ?? this.#demanded;
    const { token, expiresAtMs } = await this.#acquire(demanded);
    // One that was got meanwhile for a challenge is worth more than one that does not meet it.
    if (demanded !== this.#demanded && this.#isGood()) return this.#newest.token;
    this.#newest = { token, untilMs: handedOutUntilMs(this.#clock.now(), expiresAtMs) };
    return token;
  }

  /** Ends calls and back-offs that nobody waits for any longer. */
  #abandonShared(): void {
    if (this.#shared.size === 0) return;
    this.#shared.clear();
    this.#abandon.abort();
    this.#abandon = new AbortController();
  }
}

/** Whether any token will do that is good by the clock. */
function isPlain({ fresh, claims }: { readonly fresh: boolean; readonly claims?: string | undefined }): boolean {
  return !fresh && claims === undefined;
}

/** The promise's outcome, or the signal's reason if that comes first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
