import { ExophotosError } from "../errors.ts";
import type { PushOutcome, PushResult } from "./result.ts";

/** So many writes are forbidden, or without an answer one after the other, before the others are spared it. */
const enoughForbidden = 3;
const enoughUnanswered = 10;

/** Tells what is in the way of everybody from what is in the way of one person. */
export class WriteWatch {
  readonly #host: string;
  #done = 0;
  #failed = 0;
  #forbidden = 0;
  #unansweredInRow = 0;
  #lastForbidden: { readonly graphCode: string | undefined; readonly message: string } | undefined;

  /** `host` is the service's, for sentences. */
  constructor(host: string) {
    this.#host = host;
  }

  /** Whether a write has come to its good end: the next ones may go side by side. */
  get hasSucceeded(): boolean {
    return this.#done > 0;
  }

  /** Throws `photosForbidden` or `unreachable` where the next ones would end in the same way. */
  note(outcome: PushOutcome): void {
    if (outcome.kind !== "failed") {
      this.#done += 1;
      this.#unansweredInRow = 0;
      return;
    }
    this.#failed += 1;
    if (outcome.reason !== "graph") return;
    const { why, graphCode, message } = outcome;
    if (why === "forbidden") {
      this.#forbidden += 1;
      this.#lastForbidden = { graphCode, message };
      if (this.#done === 0 && this.#forbidden >= enoughForbidden) this.requireSome();
    }
    if (why !== "unreachable" && why !== "timeout") return;
    this.#unansweredInRow += 1;
    if (this.#unansweredInRow < enoughUnanswered) return;
    const problem = message === "" ? why : message;
    throw new ExophotosError("unreachable", {
      host: this.#host,
      call: "write photos",
      problem,
      tries: enoughUnanswered,
    });
  }

  /** At the end: throws `photosForbidden` where every write was forbidden. */
  requireSome(): void {
    if (this.#lastForbidden === undefined || this.#done > 0 || this.#forbidden < this.#failed) return;
    throw new ExophotosError("photosForbidden", { source: undefined, ...this.#lastForbidden });
  }
}

/** Throws `unreachable` where nobody at all could be asked about. */
export function requireReached(host: string, results: readonly PushResult[], named: number): void {
  const unreached = results.flatMap(({ outcome }) =>
    outcome.kind === "failed" && outcome.reason === "graph" && ["unreachable", "timeout"].includes(outcome.why)
      ? [outcome.message]
      : [],
  );
  const [problem] = unreached;
  if (problem === undefined || unreached.length < named) return;
  throw new ExophotosError("unreachable", { host, call: "look people and photos up", problem, tries: 1 });
}
