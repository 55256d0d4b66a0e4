/** A token bucket. A call that finds it empty is refused with Retry-After. */
export interface ThrottleOptions {
  /** Requests that may come at once. */
  readonly capacity: number;
  readonly refillPerSecond: number;
  /** What Retry-After says, in seconds; by default the time in which a quarter of the bucket refills. */
  readonly retryAfterSeconds?: number;
}

/** Counts requests, each item of a batch as one. Source: GDC concepts/throttling.md. */
export class TokenBucket {
  readonly #options: ThrottleOptions;
  readonly retryAfterSeconds: number;
  #level: number;
  #refilledAtMs = performance.now();

  constructor(options: ThrottleOptions) {
    this.#options = options;
    this.#level = options.capacity;
    this.retryAfterSeconds =
      options.retryAfterSeconds ?? Math.max(1, Math.ceil(options.capacity / 4 / options.refillPerSecond));
  }

  /** Whether a request may pass; takes its token when it may. */
  take(): boolean {
    this.#refill();
    if (this.#level < 1) return false;
    this.#level -= 1;
    return true;
  }

  /** Whether the next request would be refused. */
  get isEmpty(): boolean {
    this.#refill();
    return this.#level < 1;
  }

  #refill(): void {
    const now = performance.now();
    const gained = ((now - this.#refilledAtMs) / 1000) * this.#options.refillPerSecond;
    this.#level = Math.min(this.#options.capacity, this.#level + gained);
    this.#refilledAtMs = now;
  }
}

interface Hold {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Timers may fire this much before their time. */
const timerSlackMs = 5;

/** Remembers whom it asked to wait, and tells who came early all the same. */
export class RetryGate {
  readonly #graceMs: number;
  #everybody: Hold | undefined;
  readonly #persons = new Map<string, Hold>();

  /**
   * `graceMs`: what comes so soon after everybody was refused was sent before the refusal had arrived. About one person
   * there is no more than one request at a time.
   */
  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** Everybody was asked to wait until then (Unix time in milliseconds). */
  holdEverybody(untilMs: number): void {
    this.#everybody = { sinceMs: Date.now(), untilMs };
  }

  /** The same for requests about one person. */
  holdPerson(objectId: string, untilMs: number): void {
    this.#persons.set(objectId, { sinceMs: Date.now(), untilMs });
  }

  /** `atMs` is when the client had decided to send it (Unix time). */
  isCallEarly(atMs: number): boolean {
    return isEarly(this.#everybody, atMs, this.#graceMs);
  }

  isPersonEarly(objectId: string): boolean {
    return this.#persons.size > 0 && isEarly(this.#persons.get(objectId), Date.now(), 0);
  }
}

function isEarly(hold: Hold | undefined, atMs: number, graceMs: number): boolean {
  return hold !== undefined && atMs >= hold.sinceMs + graceMs && atMs < hold.untilMs - timerSlackMs;
}
