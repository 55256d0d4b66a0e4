import { ConfidentialClientApplication, type NodeAuthOptions } from "@azure/msal-node";
import { type Clock, systemClock } from "../platform/clock.ts";
import type { HttpClient } from "../platform/http-types.ts";
import type { Credential } from "./credential.ts";
import { CarriedError, createTokenEndpoint } from "./token-endpoint.ts";
import type { TokenSource } from "./token-source.ts";

export interface TokenSourceOptions {
  /** An https URL without a path, see `parseAuthorityHost`. */
  readonly authorityHost: URL;
  /** The tenant's GUID or one of its domain names. */
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: Credential;
  /** The root of what the tokens are for: Graph's without version. All permissions consented to are asked for. */
  readonly resource: string;
  readonly http: HttpClient;
  readonly clock?: Clock;
  /** Between 0 and 1, for the jitter of the back-off. */
  readonly random?: () => number;
}

type TokenRequest = Parameters<TokenSource["token"]>[0];

/**
 * App-only tokens (client credentials) through MSAL, which keeps them until five minutes before they expire. Requests
 * that wait for the same token share one call. The only URL ever called is the tenant's token endpoint on the given
 * authority; trouble that may pass is tried 5 times.
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  return new MsalTokenSource(options);
}

class MsalTokenSource implements TokenSource {
  readonly app: TokenSource["app"];
  readonly #app: ConfidentialClientApplication;
  readonly #scope: string;
  readonly #shared = new Map<string, Promise<string>>();
  #waiting = 0;
  #abandon = new AbortController();

  constructor(options: TokenSourceOptions) {
    const { tenantId, clientId, http, clock = systemClock, random = Math.random } = options;
    this.app = { tenantId, clientId, authority: options.authorityHost.host };
    const auth = authOptions(options);
    const url = new URL(`${auth.authority}/oauth2/v2.0/token`);
    const signal = (): AbortSignal => this.#abandon.signal;
    this.#app = new ConfidentialClientApplication({
      auth,
      system: { networkClient: createTokenEndpoint({ http, clock, random, url, tenantId, clientId, signal }) },
    });
    this.#scope = `${options.resource.replace(/\/+$/, "")}/.default`;
  }

  async token(request: TokenRequest): Promise<string> {
    request.signal.throwIfAborted();
    this.#waiting++;
    try {
      return await orAborted(this.#share(request), request.signal);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0) this.#abandonShared();
    }
  }

  #share(request: TokenRequest): Promise<string> {
    const key = JSON.stringify([request.fresh, request.claims]);
    const underWay = this.#shared.get(key);
    if (underWay !== undefined) return underWay;
    const shared = this.#acquire(request).finally(() => {
      if (this.#shared.get(key) === shared) this.#shared.delete(key);
    });
    this.#shared.set(key, shared);
    return shared;
  }

  async #acquire({ fresh, claims }: TokenRequest): Promise<string> {
    try {
      const result = await this.#app.acquireTokenByClientCredential({
        scopes: [this.#scope],
        skipCache: fresh,
        // Keeps MSAL from another host that MSAL_FORCE_REGION would name.
        azureRegion: "DisableMsalForceRegion",
        ...(claims === undefined ? {} : { claims }),
      });
      if (result === null) throw new Error("MSAL returned no token");
      return result.accessToken;
    } catch (error) {
      throw error instanceof CarriedError ? error.carried : error;
    }
  }

  /** Ends calls and back-offs that nobody waits for any longer. */
  #abandonShared(): void {
    if (this.#shared.size === 0) return;
    this.#shared.clear();
    this.#abandon.abort();
    this.#abandon = new AbortController();
  }
}

/** All that MSAL would look up elsewhere is given: instance discovery goes to Microsoft whatever the authority. */
function authOptions({ authorityHost, tenantId, clientId, credential }: TokenSourceOptions): NodeAuthOptions {
  const authority = `${authorityHost.origin}/${encodeURIComponent(tenantId)}`;
  return {
    clientId,
    authority,
    knownAuthorities: [authorityHost.host],
    authorityMetadata: JSON.stringify({
      issuer: `${authority}/v2.0`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
    }),
    ...credentialOptions(credential),
  };
}

function credentialOptions(credential: Credential): Pick<NodeAuthOptions, "clientSecret" | "clientCertificate"> {
  switch (credential.kind) {
    case "secret":
      return { clientSecret: credential.secret };
    case "certificate":
      return {
        clientCertificate: {
          privateKey: credential.privateKeyPem,
          thumbprintSha256: credential.thumbprintSha256,
          ...(credential.sendX5c ? { x5c: credential.certificatePem } : {}),
        },
      };
  }
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
