import type { ExophotosError } from "../errors.ts";

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Leaves signals to Node's own handling again. */
  dispose(): void;
}

/** Ctrl-C, a polite kill, a closed terminal or console window; SIGBREAK is Windows' Ctrl-Break. */
const endings = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const;

/**
 * Turns the first signal to end into an abort with `reason()`; every further one, from somebody in a hurry, calls
 * `onSecond`.
 */
export function interruption(reason: () => ExophotosError<"interrupted">, onSecond: () => void): Interruption {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) onSecond();
    else controller.abort(reason());
  };
  for (const name of endings) process.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of endings) process.off(name, onSignal);
    },
  };
}
