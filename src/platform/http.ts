import { Agent, type Dispatcher } from "undici";
import { limits } from "../model/limits.ts";
import { createConnector } from "./http-connector.ts";
import { decodeBody } from "./http-content-encoding.ts";
import { exchange } from "./http-exchange.ts";
import type { HttpProxy } from "./http-proxy.ts";
import { checkCertificates, createTrust } from "./http-trust.ts";
import { type HttpClient, HttpFailure, type HttpRequest, type HttpResponse } from "./http-types.ts";

export interface HttpClientOptions {
  /** PEM, each one certificate or more; trusted beside Node's list, NODE_EXTRA_CA_CERTS and the system's store. */
  readonly caCertificatesPem?: readonly string[];
  /** Every call is tunnelled (CONNECT) through it, but for the hosts that `noProxy` names. */
  readonly proxy?: HttpProxy;
  /** In the form of NO_PROXY, see `createNoProxy`. */
  readonly noProxy?: string;
  /** Connections open at once to one origin; 64 unless given. */
  readonly maxConnections?: number;
}

/** Kept longer than undici's 4 s, so that waiting out a Retry-After costs no new TLS handshake. */
const keepAliveTimeoutMs = 30_000;

/**
 * The one HTTP stack: HTTPS only, TLS 1.2 or later, HTTP/1.1 with keep-alive, no redirects followed. No proxy is read from
 * the environment. `close` ends all connections at once; calls in flight then fail.
 *
 * Throws OpenSSL's error when a given certificate cannot be read.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  checkCertificates(options.caCertificatesPem ?? []);
  let connections: Connections | undefined;
  return {
    send: (request) => {
      connections ??= openConnections(options);
      return send(connections.dispatcher, request);
    },
    close: async () => connections?.destroy(),
  };
}

interface Connections {
  readonly dispatcher: Dispatcher;
  destroy(): Promise<void>;
}

function openConnections({
  caCertificatesPem = [],
  proxy,
  noProxy = "",
  maxConnections = 64,
}: HttpClientOptions): Connections {
  const connector = createConnector({ trust: createTrust(caCertificatesPem), proxy, noProxy });
  const dispatcher = new Agent({
    connect: connector.connect,
    connections: maxConnections,
    keepAliveTimeout: keepAliveTimeoutMs,
    maxHeaderSize: limits.headersBytes,
    // `exchange` bounds the whole call.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    dispatcher,
    destroy: async () => {
      await Promise.all([dispatcher.destroy(), connector.destroy()]);
    },
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
