import { type ICachePlugin, PublicClientApplication } from "@azure/msal-node";
import { hasCode } from "../errors.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { writePrivately } from "../platform/private-file.ts";
import { type KeptSignIn, readKeptSignIn, readKeptSignInIfThere } from "./delegated-cache.ts";
import { createDelegatedEndpoint } from "./delegated-endpoint.ts";
import { type DelegatedOptions, scopeOf } from "./delegated-options.ts";
import { tenantAuthority } from "./tenant-authority.ts";
import { CarriedError } from "./token-endpoint.ts";
import { handedOutUntilMs } from "./token-life.ts";
import type { TokenSource } from "./token-source.ts";

type TokenRequest = Parameters<TokenSource["token"]>[0];

/**
 * Tokens of the person whose sign-in `exophotos login` kept, through MSAL. The only URL ever called is the tenant's token
 * endpoint; trouble that may pass is tried 5 times.
 *
 * Every use of the refresh token brings a new one, and that one is in the file before the access token is handed out. A
 * call once sent is therefore waited for, even when nobody wants its token any more: it takes 30 seconds at most. Requests
 * go one after another, and read the file first: another process may have put a newer refresh token there. Two that
 * refresh at the same time both write, and either's refresh token is good at Entra.
 *
 * Besides what a token source throws: `settingInvalid` for a file that is no use, `outputFailed` for one that cannot be
 * replaced.
 */
export function createDelegatedTokenSource(options: DelegatedOptions): TokenSource {
  return new DelegatedTokenSource(options);
}

class DelegatedTokenSource implements TokenSource {
  readonly app: TokenSource["app"];
  readonly #options: DelegatedOptions;
  readonly #clock: Clock;
  readonly #msal: PublicClientApplication;
  readonly #shared = new Map<string, Promise<string>>();
  /** Settles with the last request; never rejects. */
  #line: Promise<unknown> = Promise.resolve();
  #latest = { token: "", goodUntilMs: 0 };
  #user: string | undefined;
  /** What the last challenge demanded: later tokens are asked for with it too, or each would be challenged again. */
  #demanded: string | undefined;
  #waiting = 0;
  #abandon = new AbortController();
  /** Of the request that is under way. */
  #abandoned = this.#abandon.signal;

  constructor(options: DelegatedOptions) {
    const { authorityHost, tenantId, clientId, http, cachePath, clock = systemClock, random = Math.random } = options;
    this.app = { tenantId, clientId, authority: authorityHost.host };
    this.#options = options;
    this.#clock = clock;
    const neverAborted = new AbortController().signal;
    this.#msal = new PublicClientApplication({
      auth: { clientId, ...tenantAuthority(authorityHost, tenantId) },
      cache: { cachePlugin: cacheIn(options) },
      system: {
        networkClient: createDelegatedEndpoint({
          ...{ http, clock, random, authorityHost, tenantId, clientId, cachePath },
          signal: () => this.#abandoned,
          callSignal: () => neverAborted,
          user: () => this.#user,
        }),
      },
    });
  }

  async token(request: TokenRequest): Promise<string> {
    request.signal.throwIfAborted();
    this.#demanded = request.claims ?? this.#demanded;
    if (this.#isServedBy(request)) return this.#latest.token;
    const onAbort = (): void => this.#leave();
    request.signal.addEventListener("abort", onAbort, { once: true });
    this.#waiting++;
    try {
      const token = await this.#share(request);
      request.signal.throwIfAborted();
      return token;
    } catch (error) {
      throw request.signal.aborted ? request.signal.reason : error;
    } finally {
      request.signal.removeEventListener("abort", onAbort);
      if (!request.signal.aborted) this.#leave();
    }
  }

  /** With the last who waited, waits between tries and requests that are not sent yet end. */
  #leave(): void {
    this.#waiting--;
    if (this.#waiting > 0 || this.#shared.size === 0) return;
    this.#shared.clear();
    this.#abandon.abort();
    this.#abandon = new AbortController();
  }

  #share(request: TokenRequest): Promise<string> {
    const key = JSON.stringify([request.fresh, request.claims]);
    const underWay = this.#shared.get(key);
    if (underWay !== undefined) return underWay;
    const { signal } = this.#abandon;
    const acquired = this.#line.then(() => this.#acquire(request, signal));
    const shared = acquired.finally(() => {
      if (this.#shared.get(key) === shared) this.#shared.delete(key);
    });
    this.#shared.set(key, shared);
    this.#line = shared.catch(() => undefined);
    return shared;
  }

  async #acquire(request: TokenRequest, abandoned: AbortSignal): Promise<string> {
    abandoned.throwIfAborted();
    this.#abandoned = abandoned;
    if (this.#isServedBy(request)) return this.#latest.token;
    const kept = await readKeptSignIn(this.#options);
    try {
      return await this.#ask(kept, request);
    } catch (error) {
      const newer = hasCode(error, "signInFailed") ? await readKeptSignIn(this.#options) : kept;
      // Another process has used the refresh token up meanwhile, and put its successor there.
      if (newer.text !== kept.text) return await this.#ask(newer, request);
      throw error;
    }
  }

  async #ask({ homeAccountId, user }: KeptSignIn, { fresh, claims = this.#demanded }: TokenRequest): Promise<string> {
    this.#user = user;
    try {
      const accounts = await this.#msal.getTokenCache().getAllAccounts();
      const account = accounts.find((candidate) => candidate.homeAccountId === homeAccountId);
      if (account === undefined) throw new Error("MSAL does not find the account in its own cache");
      const { accessToken, expiresOn } = await this.#msal.acquireTokenSilent({
        account,
        scopes: [scopeOf(this.#options)],
        forceRefresh: fresh,
        ...(claims === undefined ? {} : { claims }),
      });
      const goodUntilMs = handedOutUntilMs(this.#clock.now(), expiresOn?.getTime() ?? 0);
      this.#latest = { token: accessToken, goodUntilMs };
      return accessToken;
    } catch (error) {
      throw error instanceof CarriedError ? error.carried : error;
    }
  }

  #isServedBy({ fresh, claims }: TokenRequest): boolean {
    return !fresh && claims === undefined && this.#clock.now() < this.#latest.goodUntilMs;
  }
}

/** MSAL reads the file before it looks for tokens, and waits until new ones are in it before it hands them out. */
function cacheIn(options: DelegatedOptions): ICachePlugin {
  return {
    beforeCacheAccess: ({ tokenCache, cacheHasChanged: isToBeSaved }) =>
      carried(async () => {
        // A file that was deleted meanwhile is no reason to lose what Entra has just given.
        const kept = await (isToBeSaved ? readKeptSignInIfThere(options) : readKeptSignIn(options));
        if (kept !== undefined) tokenCache.deserialize(kept.text);
      }),
    afterCacheAccess: ({ tokenCache, cacheHasChanged }) =>
      carried(async () => {
        if (cacheHasChanged) await writePrivately(options.cachePath, tokenCache.serialize());
      }),
  };
}

/** MSAL tells Entra of errors with the next request: of its own ones no more than a code. */
async function carried(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new CarriedError(error);
  }
}
