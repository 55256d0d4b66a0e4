import type { FailedOutcome, LeftOutcome, NoMailboxOutcome } from "../tenant/outcome.ts";
import type { RefusedOutcome } from "../tenant/photo-writer.ts";
import type { PushOutcome } from "./result.ts";

/** An answer of the tenant's that ends it for a person, as their outcome. */
export function failureFrom(outcome: LeftOutcome | NoMailboxOutcome | RefusedOutcome | FailedOutcome): PushOutcome {
  switch (outcome.kind) {
    case "left":
      return { kind: "failed", reason: "left" };
    case "noMailbox":
      return { kind: "failed", reason: "noMailbox", why: outcome.reason };
    case "refused":
      return { kind: "failed", reason: "refused", why: outcome.reason, message: outcome.message };
    case "failed": {
      const { reason: why, status, graphCode, message } = outcome;
      return { kind: "failed", reason: "graph", why, status, graphCode, message };
    }
  }
}
