import type { Clock } from "../platform/clock.ts";
import { type Observation, observe, startPace } from "./pacer.ts";

/** The right to send one call now; its number grows with each call. */
export interface Ticket {
  readonly call: number;
}

/** What the call of a ticket showed; the rest of an observation the gate knows itself. */
export type Seen = Pick<Observation, "kind" | "latencyMs" | "result" | "limitShare">;

/** Where every call passes before it is sent: first come, first served. */
export interface Gate {
  /**
   * Waits for a free place and for the end of a hold. `heldTooLong` when the hold outlasts the longest wait allowed;
   * throws the signal's reason.
   */
  enter(signal: AbortSignal): Promise<Ticket | "heldTooLong">;
  /** Frees the place; `seen` is undefined for a call that ended without telling anything about the service. */
  leave(ticket: Ticket, seen: Seen | undefined): void;
  /** Keeps every further call back for `ms` from now. */
  hold(ms: number): void;
  /** Milliseconds that a hold still lasts; 0 without one. */
  holdLeftMs(): number;
  /** Begins at the pace that suits a level which an earlier pass ended with; before the first call. */
  beginNear(earlierLevel: number): void;
  level(): number;
  readings(): { readonly heldMs: number; readonly concurrency: number; readonly highestConcurrency: number };
}

/** A timer may end a little early and a server's clock run a little late: a hold lasts this much longer. */
const safetyMs = 10;

/** A gate with at most `concurrency` places that keeps nobody waiting for a hold longer than `maxWaitMs`. */
export function createGate(options: {
  readonly concurrency: number;
  readonly maxWaitMs: number;
  readonly clock: Clock;
}): Gate {
  const { clock, maxWaitMs } = options;
  const waiting = new Set<(ticket: Ticket | "heldTooLong") => void>();
  let pace = startPace(options.concurrency);
  let inFlight = 0;
  let latestCall = 0;
  let fullAtCall = 0;
  let highest = pace.level;
  let holdUntilMs = 0;
  let heldMs = 0;
  let timer: AbortController | undefined;

  const holdLeftMs = () => Math.max(0, holdUntilMs - clock.monotonic());

  function admit(): void {
    for (const proceed of waiting) {
      const leftMs = holdLeftMs();
      if (leftMs > maxWaitMs + safetyMs) {
        waiting.delete(proceed);
        proceed("heldTooLong");
        continue;
      }
      if (leftMs > 0) {
        wakeAfter(leftMs);
        return;
      }
      if (inFlight >= pace.level) {
        fullAtCall = latestCall;
        return;
      }
      waiting.delete(proceed);
      inFlight += 1;
      latestCall += 1;
      if (inFlight >= pace.level) fullAtCall = latestCall;
      proceed({ call: latestCall });
    }
    // Nobody waits: a timer left running would only keep the process alive.
    timer?.abort();
    timer = undefined;
  }

  function wakeAfter(ms: number): void {
    if (timer !== undefined) return;
    const own = new AbortController();
    timer = own;
    const wake = () => {
      if (timer === own) timer = undefined;
      if (!own.signal.aborted) admit();
    };
    clock.sleep(ms, own.signal).then(wake, wake);
  }

  return {
    enter: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const abandon = () => {
          waiting.delete(proceed);
          reject(signal.reason);
          admit();
        };
        const proceed = (ticket: Ticket | "heldTooLong") => {
          signal.removeEventListener("abort", abandon);
          resolve(ticket);
        };
        signal.addEventListener("abort", abandon, { once: true });
        waiting.add(proceed);
        admit();
      }),
    leave: (ticket, seen) => {
      inFlight -= 1;
      if (seen !== undefined) {
        pace = observe(pace, { ...seen, call: ticket.call, latestCall, atLevel: fullAtCall >= ticket.call });
        highest = Math.max(highest, pace.level);
      }
      admit();
    },
    hold: (ms) => {
      const nowMs = clock.monotonic();
      const untilMs = nowMs + ms + safetyMs;
      if (untilMs <= holdUntilMs) return;
      heldMs += untilMs - Math.max(nowMs, holdUntilMs);
      holdUntilMs = untilMs;
      admit();
    },
    holdLeftMs: () => Math.round(holdLeftMs()),
    beginNear: (earlierLevel) => {
      pace = startPace(options.concurrency, earlierLevel);
      highest = pace.level;
    },
    level: () => pace.level,
    readings: () => ({
      heldMs: Math.round(heldMs - holdLeftMs()),
      concurrency: pace.level,
      highestConcurrency: highest,
    }),
  };
}
