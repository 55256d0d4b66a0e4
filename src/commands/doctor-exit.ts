import { exitNameOf } from "../cli/exit-codes.ts";
import { type CheckResult, statusOf } from "../doctor/finding.ts";

type DoctorEnd = "done" | "wrongUsage" | "signIn" | "unreachable" | "output";

/** How a checkup ends: by its first failure, as each check needs some of those before it. */
export function endOfCheckup(results: readonly CheckResult[]): DoctorEnd {
  const first = results.find(({ finding }) => statusOf(finding) === "failure");
  return first === undefined ? "done" : endOfFailure(first);
}

function endOfFailure({ check, finding }: CheckResult): DoctorEnd {
  switch (finding.kind) {
    case "settingsWrong":
      return "wrongUsage";
    case "permissionsMissing":
    case "tokenOfOtherTenant":
      return "signIn";
    case "batchFails":
    case "photoFails":
      return finding.reason === "forbidden" ? "signIn" : "unreachable";
    case "failed": {
      const name = exitNameOf(finding.error.code);
      return name === "wrongUsage" || name === "signIn" || name === "output" ? name : "unreachable";
    }
    case "timedOut":
      return isOfDirectory.has(check) ? "output" : "unreachable";
    default:
      return "unreachable";
  }
}

const isOfDirectory: ReadonlySet<string> = new Set(["out", "space", "volume", "access", "state", "lock"]);
