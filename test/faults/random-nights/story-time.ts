import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import type { Lifetime } from "../../running/world.ts";
import { setClockAhead } from "../clock-ahead.ts";

/** A call is given up after a time of minutes, and what is in flight 10 seconds after a deadline: here soon. */
const callMs = 100_000;
const graceMs = 10_000;
const soonMs = 500;

/**
 * The time of a story, for passes in this process: a clock that is ahead, answers that are not waited for long, and
 * sleeps that last until something happens instead.
 */
export class StoryTime {
  aheadMs = 0;
  /** Whether a call that has no answer is given up soon. */
  isImpatient = false;
  readonly #moments = new Map<number, Promise<void>>();

  constructor(t: Pick<Lifetime, "after">) {
    setClockAhead(t, this);
    const { setTimeout: setTimer } = globalThis;
    const { setTimeout: sleep } = timers;
    const callTimer = (act: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      setTimer(act, this.isImpatient && ms !== undefined && ms >= callMs ? soonMs : ms, ...args);
    globalThis.setTimeout = Object.assign(callTimer, setTimer);
    timers.setTimeout = (ms, value, options) => {
      const moment = this.#moments.get(ms ?? 0);
      if (moment !== undefined) return lasting(moment, value, options?.signal);
      return sleep(this.isImpatient && ms === graceMs ? soonMs : ms, value, options);
    };
    syncBuiltinESMExports();
    t.after(async () => {
      globalThis.setTimeout = setTimer;
      timers.setTimeout = sleep;
      syncBuiltinESMExports();
    });
  }

  /** From now on a sleep of exactly `ms` lasts until `moment`. */
  sleepUntil(ms: number, moment: Promise<void>): void {
    this.#moments.set(ms, moment);
  }

  /** The same for a process of its own, but for the sleeps. */
  get nodeOptions(): readonly string[] {
    const ahead = `const now = Date.now; Date.now = () => now() + ${this.aheadMs};`;
    const soon = `const set = setTimeout; globalThis.setTimeout = Object.assign((act, ms, ...args) => set(act, ms >= ${callMs} ? ${soonMs} : ms, ...args), set);`;
    return ["--import", `data:text/javascript,${ahead}${this.isImpatient ? soon : ""}`];
  }
}

function lasting<T>(moment: Promise<void>, value: T | undefined, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    void moment.then(() => resolve(value as T));
  });
}
