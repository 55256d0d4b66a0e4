import { type CheckName, type CheckResult, type Finding, statusOf } from "./finding.ts";
import { within } from "./within.ts";

/** One call of a check may go to a slow service more than once. */
const checkTimeoutMs = 60_000;

/** Runs checks one after the other and remembers what they found. */
export class CheckRun {
  readonly #interrupted: AbortSignal;
  readonly #findings = new Map<CheckName, Finding>();

  constructor(interrupted: AbortSignal) {
    this.#interrupted = interrupted;
  }

  /** Runs a check, or skips it where one that it needs has failed or was skipped itself. Throws as `within`. */
  async check(
    check: CheckName,
    needs: readonly CheckName[],
    work: (signal: AbortSignal) => Promise<Finding> | Finding,
  ): Promise<CheckResult> {
    const because = needs.map((need) => this.#causeIn(need)).find((cause) => cause !== undefined);
    const finding: Finding =
      because === undefined
        ? await within(checkTimeoutMs, this.#interrupted, async (signal) => work(signal))
        : { kind: "skipped", because };
    this.#findings.set(check, finding);
    return { check, finding };
  }

  /** The check that made another one worthless: itself, or the one that it was skipped for. */
  #causeIn(check: CheckName): CheckName | undefined {
    const finding = this.#findings.get(check);
    if (finding === undefined) return undefined;
    if (finding.kind === "skipped") return finding.because;
    return statusOf(finding) === "failure" ? check : undefined;
  }
}
