import { isIP } from "node:net";
import type { SecureContext } from "node:tls";
import { buildConnector } from "undici";
import { limits } from "../model/limits.ts";
import { explainHandshake, watchCertificate } from "./http-certificate.ts";
import { createNoProxy } from "./http-no-proxy.ts";
import { createTunnels, type HttpProxy } from "./http-proxy.ts";

/** Makes the connections that calls are sent over. */
export interface Connector {
  readonly connect: buildConnector.connector;
  destroy(): Promise<void>;
}

const timeoutMs = limits.connectMs;

/**
 * TLS connections to hosts, through the proxy's tunnels but for those of `noProxy`. No variable of Node's turns the check
 * of certificates off. Failures that can be named are `ConnectFailure`.
 */
export function createConnector(options: {
  readonly trust: SecureContext;
  readonly proxy: HttpProxy | undefined;
  readonly noProxy: string;
}): Connector {
  // `rejectUnauthorized` is said, because Node asks NODE_TLS_REJECT_UNAUTHORIZED otherwise.
  const connectAny = buildConnector({ secureContext: options.trust, rejectUnauthorized: true, timeout: timeoutMs });
  const direct = explaining(connectAny);
  if (options.proxy === undefined) return { connect: direct, destroy: async () => {} };

  const withoutProxy = createNoProxy(options.noProxy);
  const tunnels = createTunnels(options.proxy, { connect: toProxy(direct), timeoutMs });
  return {
    connect: (target, callback) => {
      const port = Number(target.port || 443);
      if (withoutProxy(target.hostname, port)) return direct(target, callback);
      const { host = target.hostname } = target;
      tunnels.open(target.port === "" ? `${host}:${port}` : host).then(
        (socket) => direct({ ...target, httpSocket: socket }, callback),
        (error: unknown) => callback(toError(error), null),
      );
    },
    destroy: () => tunnels.destroy(),
  };
}

/** Names what is wrong with the certificate, and whose it is. */
function explaining(connect: buildConnector.connector): buildConnector.connector {
  return (target, callback) => {
    const socket: unknown = connect(target, (...[error, connected]) => {
      if (error === null) callback(null, connected);
      else callback(explainHandshake(error, target.host ?? target.hostname, certificate()), null);
    });
    const certificate = watchCertificate(socket);
  };
}

/** By the proxy's own name: undici would take the one of the host behind it, and an address is no name for TLS. */
function toProxy(connect: buildConnector.connector): buildConnector.connector {
  return ({ servername: _, ...proxy }, callback) =>
    connect(isIP(proxy.hostname) === 0 ? { ...proxy, servername: proxy.hostname } : proxy, callback);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
