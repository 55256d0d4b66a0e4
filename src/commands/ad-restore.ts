import { dirname, join } from "node:path";
import { loadUndo } from "../directory/read-undo.ts";
import { restoreDirectory } from "../directory/restore-directory.ts";
import { openWorkspace } from "../directory/workspace.ts";
import type { AdRestoreSettings } from "../settings/types.ts";
import { changeAndTell, refuseExisting, stampOf } from "./ad-change.ts";
import type { Services, VerbEnd } from "./services.ts";

/** `exophotos ad restore`: gives a directory the pictures back that an undo file holds, and writes one for that, too. */
export async function runAdRestore(settings: AdRestoreSettings, services: Services): Promise<VerbEnd> {
  const { from, rate, dryRun, maxChange = "any" } = settings;
  const undoPath = settings.undo ?? join(dirname(from), `ad-restore-${stampOf(services.clock.now())}.ldif`);
  refuseExisting(undoPath);
  const workspace = openWorkspace();
  try {
    await loadUndo(workspace, from);
    return await changeAndTell(workspace, settings, services, (directory, tools) =>
      restoreDirectory(workspace, directory, { rate, dryRun, maxChange, undoPath }, tools),
    );
  } finally {
    workspace.close();
  }
}
