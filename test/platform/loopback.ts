import { once } from "node:events";
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import { connect, type Socket } from "node:net";
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

/** A CONNECT proxy that opens every tunnel to loopback, or refuses each with `refuseWith`. */
export async function serveProxy(options: { readonly refuseWith?: number } = {}): Promise<LoopbackProxy> {
  const tunnels: { target: string; authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const server = createHttpServer();
  server.on("connect", (request, client) => {
    const target = request.url ?? "";
    tunnels.push({ target, authorization: request.headers["proxy-authorization"] });
    client.on("error", () => {});
    if (options.refuseWith !== undefined) {
      client.end(`HTTP/1.1 ${options.refuseWith} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(target.split(":").at(-1)), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => client.destroy());
    client.on("close", () => upstream.destroy());
    sockets.add(upstream);
  });
  server.on("connection", (socket) => sockets.add(socket));
  const port = await listen(server);
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    tunnels,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return stop(server);
    },
  };
}

async function listen(server: Server | HttpServer): Promise<number> {
  server.listen(0, "127.0.0.1");
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
