import { spawnSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A disk of its own for a test. */
export interface SmallDisk {
  readonly folder: string;
  readonly freeBytes: () => number;
  /** Takes it away before the test ends. */
  readonly unmount: () => void;
}

/**
 * Mounts a tmpfs of so many bytes until the test ends, over an existing folder or one of its own. Undefined where that is not permitted; in CI it must be, so that
 * the test is not passed over unseen.
 */
export async function mountSmallDisk(t: TestContext, bytes: number, at?: string): Promise<SmallDisk | undefined> {
  const folder = at ?? (await mkdtemp(join(tmpdir(), "exophotos-disk-")));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder], { encoding: "utf8" });
  const unmount = () => {
    if (mounted.status === 0) spawnSync("umount", ["--lazy", folder]);
  };
  t.after(async () => {
    unmount();
    await rm(folder, { recursive: true, force: true });
  });
  if (mounted.status !== 0) {
    const reason = `mount: ${mounted.error?.message ?? mounted.stderr.trim()}`;
    if (process.env.CI === "true") throw new Error(reason);
    t.skip(reason);
    return undefined;
  }
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return { folder, freeBytes, unmount };
}
