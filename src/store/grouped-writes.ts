import type { State } from "./state.ts";

interface Waiting {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A group is written when it has this many writes, or its first one has waited for so long. */
const fullGroup = 256;
const longestWaitMs = 20;

/**
 * Joins writes that come close together into one transaction: a transaction for each of a million answers would cost
 * more than the answers. A write is on record when its promise resolves.
 */
export class GroupedWrites {
  readonly #state: State;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(state: State) {
    this.#state = state;
  }

  add(write: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, resolve, reject });
      if (this.#waiting.length >= fullGroup) this.#flush();
      else this.#timer ??= setTimeout(() => this.#flush(), longestWaitMs);
    });
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
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
