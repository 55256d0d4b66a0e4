import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Answer } from "./answer.ts";
import { sendAnswer } from "./send-answer.ts";
import type { ServerIdentity } from "./tls.ts";

/** A request with its body. `target` is path and query; header names in lower case. */
export interface ReceivedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Buffer;
  /** By then the client had decided to send it: Unix time in milliseconds of its arrival, or of the opening of its connection. */
  readonly decidedByMs: number;
}

/** Gives the answer to a request. `ended` is called once, when the answer is out or the connection is gone. */
export type Responder = (request: ReceivedRequest) => { readonly answer: Promise<Answer>; readonly ended: () => void };

/** An HTTP or HTTPS server on loopback. */
export interface RunningServer {
  readonly port: number;
  /** Ends the server and every connection at once, also those that still wait for an answer. */
  close(): Promise<void>;
}

/** More than any service takes, so that it can say so. */
const maxBodyBytes = 8 * 1024 * 1024;
/** Longer than clients keep idle connections: a test must not meet the race of a connection that is just closing. */
const keepAliveTimeoutMs = 120_000;

/** The highest version of HTTP that a client may choose. */
export type HttpVersion = "1.1" | "2";

export interface ServerOptions {
  /** Without one it is plain HTTP. */
  readonly identity?: ServerIdentity;
  /** 0: any free one. */
  readonly port?: number;
  /** «1.1». */
  readonly httpUpTo?: HttpVersion;
}

/** Listens on 127.0.0.1. `makeResponder` is called once, with the port. */
export async function startServer(
  { identity, port = 0, httpUpTo = "1.1" }: ServerOptions,
  makeResponder: (port: number) => Responder,
): Promise<RunningServer> {
  const server = makeServer(identity, httpUpTo);
  const sockets = new Set<Socket>();
  const openings = new Openings();
  server.on("connection", (socket: Socket) => {
    openings.add(socket);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await listen(server, port);
  const { port: boundPort } = server.address() as AddressInfo;
  const responder = makeResponder(boundPort);
  // Requests and responses of HTTP/2 come with the methods of HTTP/1.1.
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    void serve(request, response, openings.decidedByMs(request.socket), responder);
  });
  return {
    port: boundPort,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function makeServer(identity: ServerIdentity | undefined, httpUpTo: HttpVersion): Server | Http2SecureServer {
  const tls = identity === undefined ? {} : { cert: identity.certificatePem, key: identity.privateKeyPem };
  if (httpUpTo === "2") return createSecureServer({ ...tls, allowHTTP1: true });
  const server = identity === undefined ? createPlainServer() : createServer(tls);
  server.keepAliveTimeout = keepAliveTimeoutMs;
  server.requestTimeout = 0;
  return server;
}

function listen(server: Server | Http2SecureServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** When connections were opened: a client opens one for a request that it has decided to send, and TLS takes its time. */
class Openings {
  readonly #openedAtMs = new Map<number | undefined, number>();

  add({ remotePort }: Socket): void {
    this.#openedAtMs.set(remotePort, Date.now());
  }

  /** For the request that has just arrived; only the first one of a connection was decided on when that was opened. */
  decidedByMs({ remotePort }: Socket): number {
    const openedAtMs = this.#openedAtMs.get(remotePort);
    this.#openedAtMs.delete(remotePort);
    return openedAtMs ?? Date.now();
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  decidedByMs: number,
  responder: Responder,
): Promise<void> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  const bytes = await readBody(request);
  if (bytes === undefined) {
    request.destroy();
    return;
  }
  try {
    const { answer, ended } = responder({
      method: request.method ?? "",
      target: request.url ?? "",
      headers,
      body: bytes.toString("utf8"),
      bytes,
      decidedByMs,
    });
    response.once("close", ended);
    sendAnswer(response, await answer, headers["client-request-id"]);
  } catch (error) {
    // A defect of the simulation: the client sees it as one, and its test fails with the text.
    response.writeHead(500, { "Content-Type": "text/plain" }).end(`simulated tenant: ${String(error)}`);
  }
}

/** The body; undefined when it is too long or the client went away. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (request.method === "GET") {
    request.resume();
    return Buffer.alloc(0);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBodyBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
