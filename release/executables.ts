import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { providePkgWithNode, type Target } from "./node-binaries.ts";
import { cacheDir, root } from "./paths.ts";

const pkg = join(root, "node_modules", "@yao-pkg", "pkg", "lib-es5", "bin.js");

/** Makes a single executable of a bundle for each target, as `outputs` names them. */
export async function makeExecutables(bundle: string, outputs: ReadonlyMap<Target, string>): Promise<void> {
  const home = join(cacheDir, "home");
  const version = await providePkgWithNode([...outputs.keys()], home);
  // In a folder of its own: pkg takes a package.json that it finds for its configuration.
  const cwd = join(cacheDir, "pkg");
  await mkdir(cwd, { recursive: true });
  for (const [target, output] of outputs) {
    await rm(output, { force: true });
    const args = [pkg, "--sea", bundle, "--targets", `node${version}-${target}`, "--output", output];
    // pkg keeps the binaries for single executables in the user's home, whatever PKG_CACHE_PATH says.
    await promisify(execFile)(process.execPath, args, { cwd, env: { ...process.env, HOME: home, USERPROFILE: home } });
  }
}
