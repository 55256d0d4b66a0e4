import { X509Certificate } from "node:crypto";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import { type Dispatcher, EnvHttpProxyAgent } from "undici";
import { decodeBody } from "./http-content-encoding.ts";
import { exchange } from "./http-exchange.ts";
import { ProxyConnections } from "./http-proxy.ts";
import { type HttpClient, HttpFailure, type HttpRequest, type HttpResponse } from "./http-types.ts";

export interface HttpClientOptions {
  /** PEM, each one certificate or more; trusted in addition to Node's default roots (which include NODE_EXTRA_CA_CERTS). */
  readonly caCertificatesPem?: readonly string[];
  /** Every call is tunnelled (CONNECT) through it, but for the hosts that `noProxy` names. */
  readonly proxy?: HttpProxy;
  /** In the form of NO_PROXY: hosts, `.domains` and `host:port`, separated by commas or spaces; `*` means all. */
  readonly noProxy?: string;
  /** Connections open at once to one origin; 64 unless given. */
  readonly maxConnections?: number;
}

export interface HttpProxy {
  /** An `http:` or `https:` URL. */
  readonly url: string;
  readonly basicCredentials?: { readonly user: string; readonly password: string };
}

const connectTimeoutMs = 15_000;
/** Kept longer than undici's 4 s, so that waiting out a Retry-After costs no new TLS handshake. */
const keepAliveTimeoutMs = 30_000;

/**
 * The one HTTP stack: HTTPS only, TLS 1.2 or later, HTTP/1.1 with keep-alive, no redirects followed. Nothing is read from
 * the environment. `close` ends all connections at once; calls in flight then fail.
 *
 * Throws OpenSSL's error when a given certificate cannot be read.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const dispatcher = createDispatcher(options);
  return {
    send: (request) => send(dispatcher, request),
    close: () => dispatcher.destroy(),
  };
}

async function send(dispatcher: Dispatcher, request: HttpRequest): Promise<HttpResponse> {
  request.signal.throwIfAborted();
  if (request.url.protocol !== "https:") {
    throw new HttpFailure("other", request.url.host, "only https URLs are called");
  }
  const answer = await exchange(dispatcher, { ...request, headers: { "accept-encoding": "gzip", ...request.headers } });
  return { ...answer, body: await decodeBody(answer, request) };
}

function createDispatcher(options: HttpClientOptions): Dispatcher {
  // Said, because Node asks NODE_TLS_REJECT_UNAUTHORIZED otherwise: no variable may turn the checks off.
  const trust = { secureContext: createTrust(options.caCertificatesPem ?? []), rejectUnauthorized: true };
  const tls = { ...trust, timeout: connectTimeoutMs };
  const proxyAuthorization = basicAuthorization(options.proxy?.basicCredentials);
  return new EnvHttpProxyAgent({
    // Given even when empty: what is left out undici reads from the environment.
    httpProxy: "",
    httpsProxy: options.proxy?.url ?? "",
    noProxy: options.noProxy ?? "",
    ...(proxyAuthorization === undefined ? {} : { token: proxyAuthorization }),
    clientFactory: (origin, poolOptions) => new ProxyConnections(origin, poolOptions),
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
    connections: options.maxConnections ?? 64,
    keepAliveTimeout: keepAliveTimeoutMs,
    // `exchange` bounds the whole call.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** Built once and shared: building it for each connection parses some 150 certificates each time. */
function createTrust(extraCertificatesPem: readonly string[]): SecureContext {
  const minVersion = "TLSv1.2";
  // OpenSSL itself passes over what it cannot read.
  for (const pem of extraCertificatesPem) new X509Certificate(pem);
  return extraCertificatesPem.length === 0
    ? createSecureContext({ minVersion })
    : createSecureContext({ minVersion, ca: [...getCACertificates("default"), ...extraCertificatesPem] });
}

function basicAuthorization(credentials: HttpProxy["basicCredentials"]): string | undefined {
  if (credentials === undefined) return undefined;
  return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64")}`;
}
