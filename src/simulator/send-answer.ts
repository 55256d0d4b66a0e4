import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Http2ServerResponse } from "node:http2";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type Answer, bodyBytes, contentTypeOf } from "./answer.ts";

/** Sends an answer in the way in which it travels. One without an end goes on until the client ends the connection. */
export function sendAnswer(response: ServerResponse, answer: Answer, clientRequestId: string | undefined): void {
  const bytes = bodyBytes(answer.body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const head = (length: number | undefined, more: OutgoingHttpHeaders = {}) =>
    response.writeHead(answer.status, { ...headersOf(answer, clientRequestId), ...lengthOf(length), ...more });
  switch (answer.travel) {
    case "whole":
      head(bytes.length).end(bytes);
      return;
    case "never":
      return;
    case "resetBefore":
      reset(response);
      return;
    case "resetMidBody":
      head(bytes.length).write(half, () => reset(response));
      return;
    case "cutShort":
      head(half.length).end(half);
      return;
    case "stalls":
      head(bytes.length).write(half);
      return;
    case "endsEarly":
      head(bytes.length).write(half, () => response.socket?.end());
      return;
    case "lengthTooShort":
      // More than was said: Node would not send it.
      head(half.length).end(half);
      response.socket?.write(bytes.subarray(half.length));
      return;
    case "lengthTooLong":
      head(bytes.length + 1000).write(bytes);
      return;
    case "noGzip": {
      const garbage = randomBytes(bytes.length + 1);
      head(garbage.length, { "Content-Encoding": "gzip" }).end(garbage);
      return;
    }
    case "endlessBody":
      head(2 ** 40).flushHeaders();
      void sendForever(response.socket, Buffer.alloc(2 ** 16, " "));
      return;
    case "endlessChunks":
      head(undefined, { "Transfer-Encoding": "chunked" }).flushHeaders();
      void sendForever(response.socket, Buffer.from(`10000\r\n${" ".repeat(2 ** 16)}\r\n`));
      return;
    case "endlessHeaders":
      response.socket?.write(`HTTP/1.1 ${answer.status} OK\r\n`);
      void sendForever(response.socket, Buffer.from(`X-More: ${"more ".repeat(100)}\r\n`.repeat(10)));
      return;
    case "endlessInterim":
      void sendForever(response.socket, Buffer.from("HTTP/1.1 103 Early Hints\r\nLink: </more>\r\n\r\n"), 1);
      return;
  }
}

function headersOf(answer: Answer, clientRequestId: string | undefined): OutgoingHttpHeaders {
  const contentType = contentTypeOf(answer.body);
  return {
    ...(contentType === undefined ? {} : { "Content-Type": contentType }),
    "Cache-Control": "no-cache",
    "request-id": randomUUID(),
    "client-request-id": clientRequestId ?? randomUUID(),
    ...answer.headers,
  };
}

function lengthOf(length: number | undefined): OutgoingHttpHeaders {
  return length === undefined ? {} : { "Content-Length": length };
}

function reset(response: ServerResponse | Http2ServerResponse): void {
  if (response instanceof Http2ServerResponse) response.stream.close();
  else response.socket?.destroy();
}

/** As fast as the client reads, or with a pause after each piece. */
async function sendForever(socket: Socket | null, piece: Buffer, pauseMs = 0): Promise<void> {
  if (socket === null) return;
  // The client ends it in the midst of a piece.
  const closed = once(socket, "close").catch(() => undefined);
  while (socket.writable) {
    const isRead = socket.write(piece, () => undefined) ? delay(pauseMs) : once(socket, "drain").catch(() => undefined);
    await Promise.race([isRead, closed]);
  }
}
