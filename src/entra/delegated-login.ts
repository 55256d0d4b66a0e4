import { type AuthenticationResult, PublicClientApplication } from "@azure/msal-node";
import { ExophotosError } from "../errors.ts";
import { systemClock } from "../platform/clock.ts";
import { tryPrivateFolder, writePrivately } from "../platform/private-file.ts";
import { parseKeptSignIn, refuseForeignFile } from "./delegated-cache.ts";
import { createDelegatedEndpoint } from "./delegated-endpoint.ts";
import { type DelegatedOptions, scopeOf } from "./delegated-options.ts";
import { tenantAuthority } from "./tenant-authority.ts";
import { CarriedError } from "./token-endpoint.ts";

export interface DeviceCodeOptions extends DelegatedOptions {
  /** Called once, as soon as there is a code to enter. */
  readonly onCode: (code: DeviceCode) => void;
  /** Ends the wait for the person. */
  readonly signal: AbortSignal;
}

/** What the person enters where, and for how long. */
export interface DeviceCode {
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresInSeconds: number;
}

/** Who signed in. */
export interface PersonSignedIn {
  /** userPrincipalName. */
  readonly user: string;
  /** The delegated permissions of the resource that were consented to, without those of OpenID Connect. */
  readonly granted: readonly string[];
}

/**
 * Signs a person in with a device code and keeps MSAL's cache, refresh token included, in `cachePath`: in place of an older
 * sign-in of the same application and tenant, for this account alone. Asks nobody anything before it is known that the
 * file can be written.
 *
 * Throws `signInFailed`, `unreachable`, `settingInvalid` for a file that is somebody else's, `outputFailed`, or the signal's
 * reason.
 */
export async function signInWithDeviceCode(options: DeviceCodeOptions): Promise<PersonSignedIn> {
  await refuseForeignFile(options);
  await tryPrivateFolder(options.cachePath);
  let scope: string | undefined;
  const app = publicClient(options, (given) => {
    scope = given;
  });
  const result = await waitForPerson(app, options);
  if (result.tenantId.toLowerCase() !== options.tenantId.toLowerCase())
    throw unusable(options, "it is for another tenant");
  const kept = parseKeptSignIn(app.getTokenCache().serialize(), options);
  await writePrivately(options.cachePath, kept.text);
  return { user: kept.user, granted: permissionsIn(scope) };
}

function publicClient(options: DeviceCodeOptions, onGranted: (scope: string | undefined) => void) {
  const { authorityHost, tenantId, clientId, http, clock = systemClock, random = Math.random, cachePath } = options;
  const networkClient = createDelegatedEndpoint({
    ...{ http, clock, random, authorityHost, tenantId, clientId, cachePath, onGranted },
    signal: () => options.signal,
    user: () => undefined,
  });
  return new PublicClientApplication({
    auth: { clientId, ...tenantAuthority(authorityHost, tenantId) },
    system: { networkClient },
  });
}

async function waitForPerson(app: PublicClientApplication, options: DeviceCodeOptions): Promise<AuthenticationResult> {
  try {
    const result = await app.acquireTokenByDeviceCode({
      scopes: [scopeOf(options)],
      deviceCodeCallback: ({ userCode, verificationUri, expiresIn }) =>
        options.onCode({ userCode, verificationUri, expiresInSeconds: expiresIn }),
    });
    if (result === null) throw new Error("MSAL returned no token");
    return result;
  } catch (error) {
    throw error instanceof CarriedError ? error.carried : error;
  }
}

function unusable(options: DeviceCodeOptions, description: string): ExophotosError<"signInFailed"> {
  const { tenantId, clientId, authorityHost, cachePath } = options;
  return new ExophotosError("signInFailed", {
    reason: "other",
    ...{ tenantId, clientId, description, authority: authorityHost.host, aadsts: undefined },
    delegated: { user: undefined, cache: cachePath },
  });
}

const openIdScopes: ReadonlySet<string> = new Set(["openid", "profile", "email", "offline_access", ".default"]);

/** `https://graph.microsoft.com/User.Read.All openid` names User.Read.All. */
function permissionsIn(scope: string | undefined): readonly string[] {
  const names = (scope ?? "").split(" ").map((name) => name.slice(name.lastIndexOf("/") + 1));
  return names.filter((name) => name !== "" && !openIdScopes.has(name)).sort();
}
