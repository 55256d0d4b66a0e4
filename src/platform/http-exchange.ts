import type { Dispatcher } from "undici";
import { collectBody } from "./http-body.ts";
import { toHttpFailure } from "./http-failure.ts";
import { HttpFailure, type HttpRequest, type HttpResponse } from "./http-types.ts";

type ResponseHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/**
 * Sends one request and collects the whole answer, its body as it came over the wire. The request's `timeoutMs` covers
 * everything from here to the last byte, waiting for a connection included.
 *
 * Throws `HttpFailure`, or the signal's reason.
 */
export async function exchange(dispatcher: Dispatcher, request: HttpRequest): Promise<HttpResponse> {
  // Let go at the end: listeners of a signal that outlives them stay in memory until a full collection, and what they
  // reach stays with them.
  let answer: AnswerCollector | undefined = new AnswerCollector(request);
  const { signal, timeoutMs, url } = request;
  const interrupt = (): void => answer?.giveUp(signal.reason);
  const timer = setTimeout(() => {
    answer?.giveUp(new HttpFailure("timeout", url.host, `no complete answer within ${timeoutMs} ms`));
  }, timeoutMs);
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
      },
      answer,
    );
    return await answer.whole;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", interrupt);
    answer = undefined;
  }
}

/** Undici's view of one call: gathers the chunks, and can give up before, while and after a connection is found. */
class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly whole: Promise<HttpResponse>;
  readonly #request: HttpRequest;
  readonly #settle: PromiseWithResolvers<HttpResponse> = Promise.withResolvers();
  #body = collectBody(undefined);
  #status: number | undefined;
  #headers: Readonly<Record<string, string>> = {};
  #controller: Dispatcher.DispatchController | undefined;
  #givenUp: { readonly reason: unknown } | undefined;

  constructor(request: HttpRequest) {
    this.#request = request;
    this.whole = this.#settle.promise;
  }

  /** Fails the call with `reason`; later events of it are ignored. */
  giveUp(reason: unknown): void {
    if (this.#givenUp !== undefined) return;
    this.#givenUp = { reason };
    // What came is of no use, and may be much.
    this.#body = collectBody(undefined);
    this.#settle.reject(reason);
    this.#stop(this.#controller, reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The call may have been given up while it waited for a connection.
    if (this.#givenUp !== undefined) this.#stop(controller, this.#givenUp.reason);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = joinHeaders(headers);
    const length = Number(this.#headers["content-length"]);
    if (length > this.#request.maxBytes) this.#giveUpTooLarge();
    else if (length > 0) this.#body = collectBody(length);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#givenUp !== undefined) return;
    if (this.#body.byteLength() + chunk.byteLength > this.#request.maxBytes) this.#giveUpTooLarge();
    else this.#body.add(chunk);
  }

  onResponseEnd(): void {
    if (this.#status === undefined) return;
    this.#settle.resolve({ status: this.#status, headers: this.#headers, body: this.#body.whole() });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const { host } = this.#request.url;
    this.giveUp(toHttpFailure(error, { host, answerBegan: this.#status !== undefined }));
  }

  #giveUpTooLarge(): void {
    const { url, maxBytes } = this.#request;
    this.giveUp(new HttpFailure("tooLarge", url.host, `the answer is larger than ${maxBytes} bytes`));
  }

  #stop(controller: Dispatcher.DispatchController | undefined, reason: unknown): void {
    controller?.abort(reason instanceof Error ? reason : new Error("given up", { cause: reason }));
  }
}

function joinHeaders(headers: ResponseHeaders): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return joined;
}
