import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs what the package.json of a folder names, where that is not yet done. Throws when it cannot be; no script of
 * a package is run.
 */
export function installOnce(folder: string, what: string): void {
  // npm writes this file when all the rest is there.
  if (existsSync(join(folder, "node_modules/.package-lock.json"))) return;
  process.stderr.write(`  installing ${what} …\n`);
  // On Windows npm is a script of the shell.
  const command = "npm ci --no-audit --no-fund --ignore-scripts";
  const { status } = spawnSync(command, { cwd: folder, stdio: ["ignore", 2, 2], shell: true });
  if (status !== 0) throw new Error(`\`npm ci\` in ${folder} failed: there is no ${what}`);
}
