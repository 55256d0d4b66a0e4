import type { NetworkObstacle } from "../errors.ts";

/** One HTTPS call. `timeoutMs` bounds the whole call, body included; `maxBytes` bounds the body. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** A whole answer; header names in lower case, the body decompressed. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How a call ended without a whole answer. */
export type HttpFailureKind =
  | "dns"
  | "refused"
  | "tls"
  | "proxy"
  | "timeout"
  | "reset"
  | "truncated"
  | "tooLarge"
  | "other";

/** Thrown by `HttpClient.send` when there is no whole answer; never for a status. An aborted signal throws its reason. */
export class HttpFailure extends Error {
  readonly kind: HttpFailureKind;
  readonly host: string;
  /** What is in the way, where that is known. */
  readonly obstacle: NetworkObstacle | undefined;

  constructor(kind: HttpFailureKind, host: string, message: string, cause?: unknown, obstacle?: NetworkObstacle) {
    super(message, { cause });
    this.name = "HttpFailure";
    this.kind = kind;
    this.host = host;
    this.obstacle = obstacle;
  }

  /** Somebody has to do something first: another try ends in the same way. Wrong credentials tried often lock an account. */
  get lasting(): boolean {
    return this.obstacle !== undefined && isLasting(this.obstacle);
  }
}

function isLasting(obstacle: NetworkObstacle): boolean {
  switch (obstacle.kind) {
    case "proxyCredentials":
    case "proxyScheme":
    case "untrusted":
    case "expired":
    case "notYetValid":
    case "otherName":
    case "oldTls":
      return true;
    case "proxyRefusal":
      return obstacle.status < 500 && obstacle.status !== 408 && obstacle.status !== 429;
    case "proxyAway":
    case "noTls":
      return false;
  }
}

export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}
