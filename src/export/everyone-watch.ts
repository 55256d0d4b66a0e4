import { ExophotosError } from "../errors.ts";
import { type EveryoneTally, emptyTally, failsForEveryone, tallied } from "../plan/everyone-fails.ts";
import type { FailedOutcome, FetchOutcome, ProbeOutcome } from "../tenant/outcome.ts";

/** Least first. Source: profilephoto-get, permissions. */
const photoPermissions = ["ProfilePhoto.Read.All", "User.Read.All"];

/** Watches a pass's answers for failures that concern everybody, and throws instead of recording thousands of them. */
export class EveryoneWatch {
  readonly #host: string;
  #tally: EveryoneTally = emptyTally;
  #last: FailedOutcome | undefined;

  constructor(host: string) {
    this.#host = host;
  }

  /** Throws `permissionMissing` or `unreachable`. */
  see(outcome: ProbeOutcome | FetchOutcome): void {
    if (outcome.kind === "failed") this.#last = outcome;
    this.#tally = tallied(this.#tally, outcome.kind === "failed" ? outcome.reason : undefined);
    this.#throwIf(false);
  }

  /** The same at the end of the asking, when even a few answers are all there will be. */
  end(): void {
    this.#throwIf(true);
  }

  #throwIf(ended: boolean): void {
    const verdict = failsForEveryone(this.#tally, ended);
    const last = this.#last;
    if (verdict === undefined || last === undefined) return;
    switch (verdict) {
      case "forbidden":
        throw new ExophotosError("permissionMissing", {
          call: "read profile photos",
          permissions: photoPermissions,
          graphCode: last.graphCode,
        });
      case "outage":
        throw new ExophotosError("unreachable", {
          host: this.#host,
          call: "read profile photos",
          problem: last.message,
          tries: last.tries,
        });
    }
  }
}
