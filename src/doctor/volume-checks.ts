import { readFile, realpath, statfs } from "node:fs/promises";
import { platform } from "node:os";
import { outputError } from "../platform/output-error.ts";
import type { Finding } from "./finding.ts";
import { nearestExisting } from "./nearest-folder.ts";

/** Less than this is too little for any pass. */
const leastFreeBytes = 1_000_000_000;

/**
 * Whether OUT's volume, and the state's, has room for all photos once more (changed photos stay beside the old ones for a
 * while), and for a gigabyte at least. Throws `outputFailed`.
 */
export async function checkSpace(out: string, stateFolder: string, publishedBytes: number): Promise<Finding> {
  const neededBytes = Math.max(leastFreeBytes, 2 * publishedBytes);
  const outSpace = await freeSpace(out);
  if (outSpace.freeBytes < neededBytes) return { kind: "spaceLow", ...outSpace, neededBytes };
  const stateSpace = await freeSpace(stateFolder);
  if (stateSpace.freeBytes < leastFreeBytes) return { kind: "spaceLow", ...stateSpace, neededBytes: leastFreeBytes };
  return { kind: "spaceEnough", ...outSpace, publishedBytes };
}

async function freeSpace(folder: string): Promise<{ readonly path: string; readonly freeBytes: number }> {
  const path = await nearestExisting(folder);
  try {
    const { bavail, bsize } = await statfs(path);
    return { path: folder, freeBytes: bavail * bsize };
  } catch (error) {
    throw outputError(path, "read", error);
  }
}

/** Whether OUT and the state are on a disk of this machine: SQLite's log of writes does not work on a share. */
export async function checkVolume(out: string, stateFolder: string, isNew: boolean): Promise<Finding> {
  const [ofOut, ofState] = [await volumeOf(out), await volumeOf(stateFolder)];
  if (ofState?.isShare === true) {
    return { kind: "volumeShareForState", fileSystem: ofState.fileSystem, state: stateFolder, isNew };
  }
  if (ofOut?.isShare === true) return { kind: "volumeShareForOut", fileSystem: ofOut.fileSystem, state: stateFolder };
  return { kind: "volumeLocal", fileSystem: ofOut?.fileSystem };
}

interface Volume {
  readonly fileSystem: string;
  readonly isShare: boolean;
}

async function volumeOf(folder: string): Promise<Volume | undefined> {
  const path = await realpath(await nearestExisting(folder));
  if (platform() === "win32") return { fileSystem: "share", isShare: isUncPath(path) };
  const mounts = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  const fileSystem = fileSystemOf(path, mounts);
  return fileSystem === undefined ? undefined : { fileSystem, isShare: isShare(fileSystem) };
}

/** Whether a resolved Windows path is on a share; a mapped drive resolves to one. */
export function isUncPath(path: string): boolean {
  return /^\\\\(\?\\UNC\\|(?![?.]\\))/i.test(path);
}

/**
 * The file system that a path is on, by the longest mount point that it is below; of several at one place the last.
 * Source: proc_pid_mountinfo(5).
 */
export function fileSystemOf(path: string, mountinfo: string): string | undefined {
  let best: { readonly point: string; readonly type: string } | undefined;
  for (const line of mountinfo.split("\n")) {
    const [mount = "", source = ""] = line.split(" - ");
    const point = mount.split(" ")[4]?.replace(/\\(\d{3})/g, (_, octal: string) => charOf(octal));
    const type = source.split(" ")[0];
    if (point === undefined || type === undefined || type === "" || !isBelow(path, point)) continue;
    if (best === undefined || point.length >= best.point.length) best = { point, type };
  }
  return best?.type;
}

function charOf(octal: string): string {
  return String.fromCharCode(Number.parseInt(octal, 8));
}

function isBelow(path: string, point: string): boolean {
  return path === point || path.startsWith(point.endsWith("/") ? point : `${point}/`);
}

/** Source: the file systems that Linux' documents count as network file systems, and those that FUSE mounts so. */
const shareTypes =
  /^(nfs4?|cifs|smb3?|smbfs|ncpfs|9p|afs|ceph|glusterfs|lustre|coda|davfs|vboxsf|prl_fs|fuse\.(sshfs|rclone|s3fs|davfs2?|glusterfs|ceph.*|smb.*|vmhgfs-fuse))$/;

function isShare(fileSystem: string): boolean {
  return shareTypes.test(fileSystem);
}
