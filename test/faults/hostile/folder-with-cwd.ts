import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A temporary folder, and one in it in which commands run; both go with the test. */
export async function folderWithCwd(t: TestContext): Promise<{ readonly folder: string; readonly cwd: string }> {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-hostile-"));
  const cwd = join(folder, "cwd");
  await mkdir(cwd);
  t.after(() => rm(folder, { recursive: true, force: true }));
  return { folder, cwd };
}
