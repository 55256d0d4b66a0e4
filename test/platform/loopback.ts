import { once } from "node:events";
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureVersion } from "node:tls";
import type { IssuedCertificate } from "./certificate-authority.ts";

export interface Loopback {
  readonly url: URL;
  close(): Promise<void>;
}

/** An HTTPS server on a free port of 127.0.0.1, addressed by `host`. */
export async function serveHttps(
  certificate: IssuedCertificate & { readonly maxVersion?: SecureVersion },
  listener: RequestListener,
  host = "localhost",
): Promise<Loopback> {
  const { privateKeyPem: key, certificatePem: cert, maxVersion } = certificate;
  const oldTls = maxVersion === undefined ? {} : { minVersion: maxVersion, maxVersion, ciphers: "DEFAULT@SECLEVEL=0" };
  const server = createServer({ key, cert, ...oldTls }, listener);
  const port = await listen(server);
  return { url: new URL(`https://${host}:${port}/`), close: () => stop(server) };
}

export interface LoopbackProxy extends Loopback {
  /** What each CONNECT asked for, and the credentials that it brought. */
  readonly tunnels: readonly { readonly target: string; readonly authorization: string | undefined }[];
}

export interface LoopbackProxyOptions {
  /** No tunnel is opened; this is the status. */
  readonly refuseWith?: number;
  /** What a 407 says in Proxy-Authenticate. */
  readonly challenges?: readonly string[];
  /** The proxy itself speaks TLS. */
  readonly certificate?: IssuedCertificate;
  /** 127.0.0.1 unless given. */
  readonly address?: "127.0.0.1" | "::1";
  /** Bytes from the host after which a tunnel is torn down, asked for each tunnel. */
  readonly cutAfter?: () => number;
}

/** A CONNECT proxy that opens every tunnel to loopback, or refuses each with `refuseWith`. */
export async function serveProxy(options: LoopbackProxyOptions = {}): Promise<LoopbackProxy> {
  const { refuseWith, challenges = [], certificate, address = "127.0.0.1", cutAfter } = options;
  const tunnels: { target: string; authorization: string | undefined }[] = [];
  const sockets = new Set<Duplex>();
  const server =
    certificate === undefined
      ? createHttpServer()
      : createServer({ key: certificate.privateKeyPem, cert: certificate.certificatePem });
  server.on("connect", (request, client) => {
    const target = request.url ?? "";
    tunnels.push({ target, authorization: request.headers["proxy-authorization"] });
    client.on("error", () => {});
    if (refuseWith !== undefined) {
      const headers = ["content-length: 0", ...challenges.map((challenge) => `proxy-authenticate: ${challenge}`)];
      client.end(`HTTP/1.1 ${refuseWith} Refused\r\n${headers.join("\r\n")}\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(target.split(":").at(-1)), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    if (cutAfter !== undefined) cut(upstream, cutAfter());
    upstream.on("error", () => client.destroy());
    upstream.on("close", () => client.destroy());
    client.on("close", () => upstream.destroy());
    sockets.add(upstream);
  });
  server.on("connection", (socket) => sockets.add(socket));
  const port = await listen(server, address);
  const host = address === "::1" ? "[::1]" : address;
  return {
    url: new URL(`${certificate === undefined ? "http" : "https"}://${host}:${port}/`),
    tunnels,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return stop(server);
    },
  };
}

function cut(upstream: Socket, afterBytes: number): void {
  let bytes = 0;
  upstream.on("data", (chunk) => {
    bytes += chunk.length;
    if (bytes >= afterBytes) upstream.destroy();
  });
}

async function listen(server: Server | HttpServer, host = "127.0.0.1"): Promise<number> {
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function stop(server: Server | HttpServer): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}
