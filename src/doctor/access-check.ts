import { stat } from "node:fs/promises";
import { platform } from "node:os";
import { dirname } from "node:path";
import { outputLayout } from "../manifest/output-layout.ts";
import type { FileMode } from "../model/file-mode.ts";
import { readAccessLists } from "../platform/access-lists.ts";
import type { Finding } from "./finding.ts";
import { type Access, wideGroupsWith } from "./sddl.ts";
import type { GrantedPath, OpenPath } from "./seen.ts";

/** What is looked at. */
export interface AccessWishes {
  readonly secretFiles: readonly string[];
  readonly out: string;
  /** What new files are to have: `0644` lets everybody read on purpose. */
  readonly fileMode: FileMode;
}

/** Whether others than were chosen can read a file with a secret, or read what is in OUT or write there. */
export async function checkAccess(wishes: AccessWishes, signal: AbortSignal): Promise<Finding> {
  if (platform() !== "win32") return await checkModes(wishes);
  return await checkLists(wishes, (paths) => readAccessLists(paths, signal));
}

const othersRead = 0o004;
const othersWrite = 0o002;
const othersPass = 0o001;

/** By mode bits, the folders above considered. A group that may is somebody's decision. */
async function checkModes({ secretFiles, out, fileMode }: AccessWishes): Promise<Finding> {
  const open: OpenPath[] = [];
  for (const path of secretFiles) open.push(...(await openFor(path, "read", othersRead)));
  const toWrite = await openFor(out, "write", othersWrite | othersPass);
  open.push(...toWrite);
  if (fileMode !== "0644" && toWrite.length === 0) open.push(...(await openFor(out, "read", othersRead | othersPass)));
  return open.length > 0 ? { kind: "accessOpen", open } : { kind: "accessClosed", paths: secretFiles.length + 1 };
}

async function openFor(path: string, may: Access, bits: number): Promise<readonly OpenPath[]> {
  const mode = await modeOf(path);
  if (mode === undefined || (mode & bits) !== bits || !(await canBeReached(path))) return [];
  return [{ path, may, mode: (mode & 0o777).toString(8).padStart(4, "0") }];
}

/** Whether others may pass all folders on the way to a path. */
async function canBeReached(path: string): Promise<boolean> {
  const folder = dirname(path);
  if (folder === path) return true;
  const mode = await modeOf(folder);
  return mode !== undefined && (mode & othersPass) !== 0 && (await canBeReached(folder));
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode;
  } catch {
    // What is missing nobody reads; other checks say so where it matters.
    return undefined;
  }
}

type ReadLists = (paths: readonly string[]) => Promise<ReadonlyMap<string, string> | undefined>;

/**
 * By the access control lists of Windows, for groups that hold everybody. The folders above do not count there: by default
 * everybody may pass them. Photos and manifest keep the list of the folder that they are made in, `.exophotos\tmp`.
 */
export async function checkLists({ secretFiles, out }: AccessWishes, readLists: ReadLists): Promise<Finding> {
  const { tempDir } = outputLayout(out);
  const lists = await readLists([...secretFiles, out, tempDir]);
  // None at all is what a stand-in for PowerShell gives.
  if (lists === undefined || lists.size === 0) return { kind: "accessUnseen", paths: [...secretFiles, out] };
  const granted: GrantedPath[] = [];
  const look = (path: string, may: Access) => {
    const sddl = lists.get(path);
    const to = sddl === undefined ? [] : wideGroupsWith(may, sddl);
    if (to.length > 0) granted.push({ path, may, to });
  };
  for (const path of secretFiles) look(path, "read");
  for (const may of ["read", "write"] as const) look(out, may);
  look(tempDir, "read");
  return granted.length > 0 ? { kind: "accessGranted", granted } : { kind: "accessClosed", paths: lists.size };
}
