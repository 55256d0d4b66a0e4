import { stat } from "node:fs/promises";
import { platform } from "node:os";
import { dirname } from "node:path";
import type { Finding } from "./finding.ts";
import type { OpenPath } from "./seen.ts";

const othersRead = 0o004;
const othersWrite = 0o002;
const othersPass = 0o001;

/**
 * Whether other accounts of the machine can read a file with a secret, or write into OUT, mode bits and the folders above
 * considered. A group that may is somebody's decision. Windows decides by access control lists, which are not looked at.
 */
export async function checkAccess(secretFiles: readonly string[], out: string): Promise<Finding> {
  if (platform() === "win32") return { kind: "accessUnseen", paths: [...secretFiles, out] };
  const open: OpenPath[] = [];
  for (const path of secretFiles) open.push(...(await openFor(path, "read", othersRead)));
  open.push(...(await openFor(out, "write", othersWrite | othersPass)));
  return open.length > 0 ? { kind: "accessOpen", open } : { kind: "accessClosed", paths: secretFiles.length + 1 };
}

async function openFor(path: string, may: OpenPath["may"], bits: number): Promise<readonly OpenPath[]> {
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
