import { randomUUID } from "node:crypto";
import { parseAuthorityHost } from "./entra/authority.ts";
import { clouds } from "./entra/clouds.ts";
import { ExophotosError } from "./errors.ts";
import { type OpenTokens, openTokens } from "./open-tokens.ts";
import { systemClock } from "./platform/clock.ts";
import { createHttpClient } from "./platform/http.ts";
import type { HttpClient } from "./platform/http-types.ts";
import type { NetworkSettings, SignInSettings } from "./settings/parts.ts";
import { version } from "./version.ts";

/** Where a cloud's services are, and what every call to them is made with. */
export interface OpenService {
  readonly authorityHost: URL;
  readonly graph: URL;
  readonly exchange: URL;
  readonly opened: OpenTokens;
  readonly caller: {
    readonly http: HttpClient;
    readonly userAgent: string;
    readonly clock: typeof systemClock;
    readonly random: () => number;
    readonly newId: () => string;
  };
}

/**
 * Opens sign-in and network; nothing is sent yet. `watch` may put something between the calls and the network. Throws
 * `settingInvalid` for a certificate that is no use.
 */
export async function openService(
  { signIn, network }: { readonly signIn: SignInSettings; readonly network: NetworkSettings },
  watch: (http: HttpClient) => HttpClient = (http) => http,
): Promise<OpenService> {
  const cloud = clouds[signIn.cloud];
  const authorityHost = authorityUrl(signIn.authorityHost ?? cloud.authorityHost);
  const http = watch(createHttpClient(httpOptions(network)));
  return {
    authorityHost,
    graph: new URL(signIn.graphEndpoint ?? cloud.graphEndpoint),
    exchange: new URL(signIn.exchangeEndpoint ?? cloud.exchangeEndpoint),
    opened: await openTokens(signIn, { authorityHost, http }),
    caller: {
      http,
      userAgent: `NONISV|exophotos|exophotos/${version}`,
      clock: systemClock,
      random: Math.random,
      newId: randomUUID,
    },
  };
}

/** How Exchange is called in this sign-in. */
export function exchangeAccess(signIn: SignInSettings, { exchange, opened, caller }: OpenService) {
  return {
    ...caller,
    endpoint: exchange,
    tenantId: signIn.tenant,
    tokens: opened.tokensFor(exchange),
    asApplication: signIn.credential.kind !== "delegated",
  };
}

/** The settings of the network as the HTTP client takes them. */
export function httpOptions({
  caCertificatePem,
  proxy,
  noProxy,
}: NetworkSettings): Parameters<typeof createHttpClient>[0] {
  return {
    ...(caCertificatePem === undefined ? {} : { caCertificatesPem: [caCertificatePem] }),
    ...(noProxy === undefined ? {} : { noProxy }),
    ...(proxy === undefined
      ? {}
      : {
          proxy: {
            url: proxy.url,
            ...(proxy.credentials === undefined ? {} : { basicCredentials: proxy.credentials }),
          },
        }),
  };
}

/** Throws `settingInvalid`. */
export function authorityUrl(text: string): URL {
  const url = parseAuthorityHost(text);
  if (url !== undefined) return url;
  const problem = "must be an https host without a path";
  throw new ExophotosError("settingInvalid", { setting: "authority-host", origin: text, problem });
}
