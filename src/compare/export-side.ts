import { join as joinPath } from "node:path";
import { ExophotosError } from "../errors.ts";
import { addedColumnsOf } from "../manifest/columns.ts";
import { photoItself } from "../manifest/picture-columns.ts";
import { openPublished } from "../manifest/reader.ts";
import { joinKeys } from "../model/join-key.ts";
import { entryOf, type KnownHash } from "./manifest-entry.ts";
import { readPicture } from "./read-picture.ts";
import type { Side } from "./side.ts";

/**
 * An export directory. What is published when its entries are read counts; its files stay for `--keep-files` after that.
 * Throws `settingInvalid` for a picture that it does not have, and as `openPublished`.
 */
export async function openExportSide(out: string, picture: string, hashOf?: KnownHash): Promise<Side> {
  await using published = await openPublished(out);
  requirePicture(out, picture, addedColumnsOf(published.description.columns)?.renditions ?? []);
  return {
    name: out,
    joinKeys: new Set(joinKeys),
    entries: async function* () {
      await using current = await openPublished(out);
      for await (const row of current.rows()) {
        const entry = entryOf(row, picture, hashOf);
        if (entry !== undefined) yield entry;
      }
    },
    read: (locator) => readPicture(joinPath(out, locator)),
  };
}

/** Throws `settingInvalid` where a manifest has no such rendition. */
export function requirePicture(where: string, picture: string, renditions: readonly string[]): void {
  if (picture === photoItself || renditions.includes(picture)) return;
  const has = renditions.length === 0 ? "has no renditions" : `has ${renditions.join(", ")}`;
  const problem = `is ${picture}, a rendition that ${where} does not have: it ${has}`;
  throw new ExophotosError("settingInvalid", { setting: "photo", origin: undefined, problem });
}
