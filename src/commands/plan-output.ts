import type { TextStream } from "../cli/text-stream.ts";
import type { Change } from "../model/change.ts";

const signs = { Add: "+", Modify: "~", Delete: "-" } as const;

/** What a dry run would change: a line each. */
export function writePlan(stdout: TextStream, changes: readonly Change[]): void {
  for (const { changeType, reason, objectId, userPrincipalName } of changes) {
    stdout.write(`${signs[changeType]} ${objectId} ${JSON.stringify(userPrincipalName)} ${reason}\n`);
  }
}
