import type { CommandEnd } from "../../running/command.ts";
import type { Night } from "./night.ts";
import { isSilence } from "./troubles.ts";
import { linksOf } from "./wishes.ts";

/** What a pass came to, as far as it is counted. */
interface CountedPass {
  readonly end: CommandEnd;
  readonly isPublished: boolean;
  readonly deadlineCame: boolean;
  readonly hadSecond: boolean;
  readonly rebuildsState: boolean;
}

/** What stories came to. */
export class StoryCounts {
  stories = 0;
  passes = 0;
  /** Photos that went, each with its reason. */
  removals = 0;
  /** Names of files that two people should have had. */
  collisions = 0;
  readonly #exits = new Map<string, number>();
  readonly #happenings = new Map<string, number>();

  pass({ troubles, wishes }: Night, { end, isPublished, deadlineCame, hadSecond, rebuildsState }: CountedPass): void {
    const { exitCode, signal } = end;
    this.passes += 1;
    add(this.#exits, String(exitCode ?? signal));
    if (deadlineCame) this.happened("deadlines that came");
    if (rebuildsState) this.happened("states made anew");
    if (hadSecond) this.happened("second passes");
    for (const { kind } of troubles) if (isSilence(kind)) this.happened("silences");
    if (!isPublished) return;
    if (wishes.encoding !== "utf8" || wishes.delimiter !== "comma") this.happened("manifests of other forms");
    if (linksOf(wishes).length === 0) return;
    this.happened(exitCode === null ? "by-name folders of killed passes" : "by-name folders in step");
    if (exitCode === 9) this.happened("by name: in the way");
  }

  /** One more of something that stories are there for; seldom ones are not to go missing unseen. */
  happened(what: string): void {
    add(this.#happenings, what);
  }

  /** For the report of the test. */
  words(): string {
    return (
      `${this.stories} stories of ${this.passes} passes; ${this.removals} photos went, each with its proof; ` +
      `${this.collisions} names were wanted by two; exits ${list(this.#exits)}; ${list(this.#happenings)}`
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
