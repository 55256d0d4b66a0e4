import { randomUUID } from "node:crypto";
import type { Connection, ConnectRequest } from "./commands/services.ts";
import { parseAuthorityHost } from "./entra/authority.ts";
import { clouds } from "./entra/clouds.ts";
import { ExophotosError } from "./errors.ts";
import { createMailboxSource } from "./exchange/mailbox-source.ts";
import { createGraphTenant } from "./graph/tenant.ts";
import { openTokens } from "./open-tokens.ts";
import { systemClock } from "./platform/clock.ts";
import { createHttpClient } from "./platform/http.ts";
import type { NetworkSettings } from "./settings/parts.ts";
import { version } from "./version.ts";

/** HTTP calls in flight that `--concurrency auto` may come to. */
const highestConcurrency = 32;

const userAgent = `NONISV|exophotos|exophotos/${version}`;

/** Joins sign-in, network, Graph and Exchange; nothing is sent yet. Throws `settingInvalid` for a certificate that is no use. */
export async function connect(request: ConnectRequest): Promise<Connection> {
  const { signIn, network, traffic } = request;
  const cloud = clouds[signIn.cloud];
  const endpoint = new URL(signIn.graphEndpoint ?? cloud.graphEndpoint);
  const http = createHttpClient(httpOptions(network));
  const authorityHost = authorityUrl(signIn.authorityHost ?? cloud.authorityHost);
  const { tokensFor, certificateEndsAt } = await openTokens(signIn, { authorityHost, http });
  const caller = {
    http,
    maxWaitMs: traffic.maxWaitMs,
    userAgent,
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
  };
  const tenant = createGraphTenant({
    ...caller,
    endpoint,
    tokens: tokensFor(endpoint),
    choice: request.choice,
    size: request.size,
    properties: request.basicColumns ? "basic" : "all",
    extraProperties: request.extraColumns,
    concurrency: traffic.concurrency === "auto" ? highestConcurrency : traffic.concurrency,
    valueMode: traffic.valueBy,
  });
  const exchange = new URL(signIn.exchangeEndpoint ?? cloud.exchangeEndpoint);
  const mailboxes =
    request.discover === "graph"
      ? undefined
      : createMailboxSource({
          ...caller,
          endpoint: exchange,
          tenantId: signIn.tenant,
          tokens: tokensFor(exchange),
          asApplication: signIn.credential.kind !== "delegated",
        });
  return { tenant, mailboxes, graphHost: endpoint.host, certificateEndsAt };
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
