/** One HTTPS call. `timeoutMs` bounds the whole call, body included; `maxBytes` bounds the body. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
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

  constructor(kind: HttpFailureKind, host: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "HttpFailure";
    this.kind = kind;
    this.host = host;
  }
}

export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}
