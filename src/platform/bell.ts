/** Wakes whoever waits for some condition to change; they look again for themselves. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring. */
  next(): Promise<void>;
}

/** A bell that nobody has rung yet. */
export function createBell(): Bell {
  let waiting: PromiseWithResolvers<void> | undefined;
  return {
    ring: () => {
      waiting?.resolve();
      waiting = undefined;
    },
    next: () => {
      waiting ??= Promise.withResolvers<void>();
      return waiting.promise;
    },
  };
}
