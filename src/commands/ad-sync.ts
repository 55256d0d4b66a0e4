import { join } from "node:path";
import { isAlike, likenessOf } from "../compare/alike.ts";
import { readExport, type SyncRequest, syncDirectory } from "../directory/sync-directory.ts";
import { openWorkspace } from "../directory/workspace.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import type { Look } from "../renditions/picture-work.ts";
import type { AdSyncSettings } from "../settings/types.ts";
import { changeAndTell, refuseExisting, stampOf } from "./ad-change.ts";
import type { Services, VerbEnd } from "./services.ts";

/**
 * `exophotos ad sync`: brings the pictures of a directory into step with the export. Only what differs is written, and
 * what was there before goes into an undo file first.
 */
export async function runAdSync(settings: AdSyncSettings, services: Services): Promise<VerbEnd> {
  const { out, attributes, joins, remove, rewriteSameLook, rate, dryRun, maxChange = "usual", distance } = settings;
  const undoPath = settings.undo ?? join(outputLayout(out).ownDir, "undo", `ad-${stampOf(services.clock.now())}.ldif`);
  refuseExisting(undoPath);
  const request: SyncRequest = { out, attributes, joins, remove, rewriteSameLook, rate, dryRun, maxChange, undoPath };
  const workspace = openWorkspace();
  try {
    const chosen = await readExport(workspace, request);
    const pictures = await services.startPictures();
    try {
      // As compare judges.
      const areAlike = (one: Look, other: Look) => isAlike(likenessOf(one, other), distance);
      return await changeAndTell(workspace, settings, services, (directory, tools) =>
        syncDirectory(workspace, directory, chosen, request, { ...tools, pictures, areAlike }),
      );
    } finally {
      await pictures.close();
    }
  } finally {
    workspace.close();
  }
}
