import type { State } from "./state.ts";

interface Waiting {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins writes that come close together into one transaction: a transaction for each of a million answers would cost
 * more than the answers. A write is on record when its promise resolves.
 */
export class GroupedWrites {
  readonly #state: State;
  #waiting: Waiting[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  add(write: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ write, resolve, reject });
    });
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      this.#state.transaction(() => {
        for (const { write } of group) write();
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  }
}
