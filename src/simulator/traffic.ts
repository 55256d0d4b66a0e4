/** Counters since the start or the last reset. Calls are HTTP requests to Graph. */
export interface TrafficCounts {
  calls: number;
  /** `mixed` are those with more than one kind of item, or another kind. */
  readonly batches: { metadata: number; value: number; mixed: number };
  /** Requests in batches, all kinds. */
  items: number;
  metadataItems: number;
  valueItems: number;
  plainMetadata: number;
  plainValues: number;
  plainUsers: number;
  /** Requests to set or remove a photo, and those that did. */
  writes: number;
  written: number;
  listingPages: number;
  tokenRequests: number;
  /** Answers 429, whole calls and items. */
  throttled: number;
  /** Requests that came although they had been asked to wait. */
  earlyRequests: number;
  /** Calls that no rule of the tenant knows. */
  unknown: number;
  maxInFlight: number;
}

/** One HTTP request as the tenant saw it. `at` is Unix time in milliseconds. */
export interface SeenRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** What the request asks for: a kind of call, or «unknown». */
  readonly kind: string;
  /** Paths of a batch's items; empty for other calls. */
  readonly items: readonly string[];
  readonly authorized: boolean;
  readonly userAgent: string | undefined;
  readonly clientRequestId: string | undefined;
  readonly throttlePriority: string | undefined;
  readonly consistencyLevel: string | undefined;
}

const maxRecorded = 20_000;

/** What the tenant was asked. */
export class Traffic implements TrafficCounts {
  calls = 0;
  readonly batches = { metadata: 0, value: 0, mixed: 0 };
  items = 0;
  metadataItems = 0;
  valueItems = 0;
  plainMetadata = 0;
  plainValues = 0;
  plainUsers = 0;
  writes = 0;
  written = 0;
  listingPages = 0;
  tokenRequests = 0;
  throttled = 0;
  earlyRequests = 0;
  unknown = 0;
  maxInFlight = 0;
  /** The first 20,000 requests to Graph, when the tenant was started with `recordRequests`. */
  readonly requests: SeenRequest[] = [];
  readonly #recordRequests: boolean;
  #inFlight = 0;

  constructor(recordRequests: boolean) {
    this.#recordRequests = recordRequests;
  }

  /** Starts counting anew; what is in flight now counts for `maxInFlight`. */
  reset(): void {
    const { batches, requests: _none, ...counters } = new Traffic(this.#recordRequests);
    Object.assign(this.batches, batches);
    Object.assign(this, counters);
    this.maxInFlight = this.#inFlight;
    this.requests.length = 0;
  }

  callBegins(): void {
    this.calls += 1;
    this.#inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.#inFlight);
  }

  callEnds(): void {
    this.#inFlight -= 1;
  }

  record(request: SeenRequest): void {
    if (this.#recordRequests && this.requests.length < maxRecorded) this.requests.push(request);
  }
}
