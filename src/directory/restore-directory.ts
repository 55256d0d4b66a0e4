import type { Database } from "../store/database.ts";
import { type ChangeParts, type ChangeRequest, changeDirectory } from "./change-directory.ts";
import type { Directory } from "./directory.ts";
import { planOneByOne } from "./plan-changes.ts";
import { broughtValues } from "./read-undo.ts";

/**
 * Gives attributes their old values back, which an undo file brought into the workspace: of everybody who has what was
 * written then. Errors as `changeDirectory`.
 */
export async function restoreDirectory(
  database: Database,
  directory: Directory,
  request: ChangeRequest,
  parts: Omit<ChangeParts, "plan" | "looksWanted" | "wantedValues">,
): Promise<void> {
  await changeDirectory(database, directory, request, {
    ...parts,
    // They may have been moved out of the base since.
    plan: planOneByOne,
    looksWanted: async () => false,
    wantedValues: async ({ id }) => broughtValues(database, id),
  });
}
