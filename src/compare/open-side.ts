import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { ExophotosError, errnoOf } from "../errors.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import type { DirectorySource, SideSource } from "../model/side-source.ts";
import { openExportSide } from "./export-side.ts";
import { openFolderSide } from "./folder-side.ts";
import type { KnownHash } from "./manifest-entry.ts";
import { openManifestSide } from "./manifest-side.ts";
import type { Side } from "./side.ts";

/** What a side is to be opened with. */
export interface SideRequest {
  /** The name of the setting that names it, for errors. */
  readonly setting: string;
  readonly source: SideSource;
  /** The picture that counts where the side is an export: `photo`, or a rendition's name. */
  readonly picture: string;
  /** Hashes that an export knows beside its manifest. */
  readonly hashesOf: (out: string) => Promise<KnownHash | undefined>;
  /** Opens a side that is a directory server's. */
  readonly openDirectory: (source: DirectorySource, setting: string) => Promise<Side>;
}

/** Opens a side. Throws `settingInvalid` for one that there is not, and as each kind of side does. */
export async function openSide(request: SideRequest): Promise<Side> {
  const { setting, source, openDirectory } = request;
  switch (source.kind) {
    case "path":
      return await openPath(source.path, request);
    case "directory":
      return await openDirectory(source, setting);
  }
}

/** Opens what a path names: an export directory, a manifest.csv, or a folder of photos. */
async function openPath(path: string, { setting, picture, hashesOf }: SideRequest): Promise<Side> {
  if (!(await isFolder(setting, path))) return await openManifestSide(path, picture);
  if (isExport(path)) return await openExportSide(path, picture, await hashesOf(path));
  return await openFolderSide(path);
}

/** What was never published has our folder in it all the same. */
function isExport(folder: string): boolean {
  const { manifestJson, ownDir } = outputLayout(folder);
  return existsSync(manifestJson) || existsSync(ownDir);
}

async function isFolder(setting: string, path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const problem = `names ${path}, which cannot be read (${errnoOf(error)})`;
    throw new ExophotosError("settingInvalid", { setting, origin: undefined, problem }, error);
  }
}
