import { randomUUID } from "node:crypto";
import { lstat, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file under construction that is older belonged to a process that was killed: nothing takes so long. */
const oldMs = 6 * 3_600_000;
/** Leaves room for the rest below the 255 that file systems allow. */
const longestName = 150;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A name that nobody has, for a file under construction beside its target. */
export function nameBeside(target: string): string {
  return join(dirname(target), `${stem(target)}.${randomUUID()}.tmp`);
}

/**
 * Removes what processes that were killed left beside a target, once it is six hours old: it may hold what the target
 * would have held. Never throws: it runs beside what matters, and the next one tries again.
 */
export async function removeLeftovers(target: string, nowMs: number): Promise<void> {
  const folder = dirname(target);
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((one) => isBeside(one, target))) {
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (found?.isFile() && nowMs - found.mtimeMs > oldMs) await rm(path, { force: true }).catch(() => undefined);
  }
}

function isBeside(name: string, target: string): boolean {
  const start = `${stem(target)}.`;
  return name.startsWith(start) && name.endsWith(".tmp") && uuid.test(name.slice(start.length, -".tmp".length));
}

function stem(target: string): string {
  return basename(target).slice(0, longestName);
}
