import type { CommandEnd } from "../../running/command.ts";

/** What stories came to. */
export class StoryCounts {
  stories = 0;
  passes = 0;
  /** Photos that went, each with its reason. */
  removals = 0;
  readonly #exits = new Map<string, number>();
  readonly #happenings = new Map<string, number>();

  ended({ exitCode, signal }: CommandEnd): void {
    this.passes += 1;
    add(this.#exits, String(exitCode ?? signal));
  }

  /** One more of something that stories are there for; seldom ones are not to go missing unseen. */
  happened(what: string): void {
    add(this.#happenings, what);
  }

  /** For the report of the test. */
  words(): string {
    return (
      `${this.stories} stories of ${this.passes} passes; ${this.removals} photos went, each with its proof; ` +
      `exits ${list(this.#exits)}; ${list(this.#happenings)}`
    );
  }
}

function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function list(counts: ReadonlyMap<string, number>): string {
  const entries = Array.from(counts, ([what, count]) => `${what}: ${count}`);
  return entries.sort().join(", ");
}
