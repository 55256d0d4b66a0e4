import { randomUUID } from "node:crypto";
import type { Connection, ConnectRequest } from "./commands/services.ts";
import { parseAuthorityHost } from "./entra/authority.ts";
import { readCertificate } from "./entra/certificate.ts";
import { CertificateProblem } from "./entra/certificate-file.ts";
import { clouds } from "./entra/clouds.ts";
import type { Credential } from "./entra/credential.ts";
import { createTokenSource } from "./entra/msal-token-source.ts";
import { ExophotosError } from "./errors.ts";
import { createGraphTenant } from "./graph/tenant.ts";
import { systemClock } from "./platform/clock.ts";
import { createHttpClient } from "./platform/http.ts";
import type { CredentialSettings, NetworkSettings } from "./settings/types.ts";
import { version } from "./version.ts";

/** HTTP calls in flight that `--concurrency auto` may come to. */
const highestConcurrency = 32;

/** Joins sign-in, network and Graph; nothing is sent yet. Throws `settingInvalid` for a certificate that is no use. */
export async function connect(request: ConnectRequest): Promise<Connection> {
  const { signIn, network, traffic } = request;
  const cloud = clouds[signIn.cloud];
  const endpoint = new URL(signIn.graphEndpoint ?? cloud.graphEndpoint);
  const http = createHttpClient(httpOptions(network));
  const tokens = createTokenSource({
    authorityHost: authorityUrl(signIn.authorityHost ?? cloud.authorityHost),
    tenantId: signIn.tenant,
    clientId: signIn.clientId,
    credential: credentialOf(signIn.credential),
    resource: endpoint.href,
    http,
  });
  const tenant = createGraphTenant({
    endpoint,
    http,
    tokens,
    choice: request.choice,
    size: request.size,
    properties: request.basicColumns ? "basic" : "all",
    extraProperties: request.extraColumns,
    concurrency: traffic.concurrency === "auto" ? highestConcurrency : traffic.concurrency,
    valueMode: traffic.valueBy,
    maxWaitMs: traffic.maxWaitMs,
    userAgent: `NONISV|exophotos|exophotos/${version}`,
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
  });
  return { tenant, graphHost: endpoint.host };
}

function httpOptions({ caCertificatePem, proxy, noProxy }: NetworkSettings): Parameters<typeof createHttpClient>[0] {
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

function authorityUrl(text: string): URL {
  const url = parseAuthorityHost(text);
  if (url !== undefined) return url;
  const problem = "must be an https host without a path";
  throw new ExophotosError("settingInvalid", { setting: "authority-host", origin: text, problem });
}

function credentialOf(given: CredentialSettings): Credential {
  if (given.kind === "secret") return { kind: "secret", secret: given.secret };
  const { contents, password, path, origin } = given;
  try {
    return readCertificate(contents, { nowMs: systemClock.now(), ...(password === undefined ? {} : { password }) });
  } catch (error) {
    if (!(error instanceof CertificateProblem)) throw error;
    const problem = `is ${path}, which ${error.message}`;
    throw new ExophotosError("settingInvalid", { setting: "certificate", origin, problem }, error);
  }
}
