import type { Clock } from "../platform/clock.ts";

/** How long calls in flight may take once nothing new is asked. */
export const graceMs = 10_000;

/**
 * The two ways in which asking ends early. `soft`: ask nothing new (deadline, Ctrl-C, a failure that concerns everybody).
 * `hard`: give up what is in flight, 10 seconds after `soft`, or at once after a failure.
 */
export interface PassStops {
  readonly soft: AbortSignal;
  readonly hard: AbortSignal;
  readonly deadlineReached: () => boolean;
  /**
   * Ends the asking because of an error that concerns everybody. The first one holds; what the hard stop itself cut off
   * is none.
   */
  readonly fail: (error: unknown) => void;
  readonly failure: () => { readonly error: unknown } | undefined;
  readonly dispose: () => void;
}

/** Starts the deadline's clock, and listens for the interruption. */
export function passStops(interrupted: AbortSignal, deadlineMs: number | undefined, clock: Clock): PassStops {
  const soft = new AbortController();
  const hard = new AbortController();
  const ended = new AbortController();
  let reached = false;
  let failure: { readonly error: unknown } | undefined;

  const after = (ms: number, act: () => void) => {
    clock.sleep(ms, ended.signal).then(act, () => undefined);
  };
  const stopSoftly = (reason: unknown) => {
    if (soft.signal.aborted) return;
    soft.abort(reason);
    after(graceMs, () => hard.abort(reason));
  };
  const onInterrupt = () => stopSoftly(interrupted.reason);

  if (interrupted.aborted) onInterrupt();
  interrupted.addEventListener("abort", onInterrupt, { once: true });
  if (deadlineMs !== undefined) {
    after(deadlineMs, () => {
      reached = true;
      stopSoftly(new Error("the deadline was reached"));
    });
  }
  return {
    soft: soft.signal,
    hard: hard.signal,
    deadlineReached: () => reached,
    failure: () => failure,
    fail: (error) => {
      if (hard.signal.aborted && error === hard.signal.reason) return;
      failure ??= { error };
      soft.abort(error);
      hard.abort(error);
    },
    dispose: () => {
      interrupted.removeEventListener("abort", onInterrupt);
      ended.abort();
    },
  };
}
