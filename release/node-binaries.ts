import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { extract } from "tar";
import { npmCommand } from "./npm.ts";
import { cacheDir, root } from "./paths.ts";
import { withoutSignature } from "./unsigned-pe.ts";

/** A system that the program is released for, in Node's words. */
export type Target = "win-x64" | "linux-x64";

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string } | undefined>>;
}

/**
 * Puts the Node binaries of `targets` where pkg looks for those it has downloaded and checked, under `home`: so the build
 * reaches nothing but npm's registry, or npm's cache. They are npm packages, and must be the very bytes of the lockfile.
 * The archives that pkg would unpack stay empty.
 *
 * Returns their version, without a `v`. Throws when the lockfile has no such package, or another one was served.
 */
export async function providePkgWithNode(targets: readonly Target[], home: string): Promise<string> {
  const lockfile = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")) as Lockfile;
  const versions = new Set<string>();
  for (const target of targets) {
    const { version, integrity } = lockfile.packages[`node_modules/node-${target}`] ?? {};
    if (version === undefined || integrity === undefined) {
      throw new Error(`package-lock.json has no node-${target} with a version and an integrity`);
    }
    versions.add(version);
    await provide(target, version, integrity, home);
  }
  const [version, ...others] = versions;
  if (version === undefined || others.length > 0) throw new Error("the Node binaries are of different versions");
  return version;
}

async function provide(target: Target, version: string, integrity: string, home: string): Promise<void> {
  const cache = join(home, ".pkg-cache", "sea");
  const isWindows = target.startsWith("win");
  const folder = join(cache, `node-v${version}-${target}`);
  const archive = `${folder}.${isWindows ? "zip" : "tar.gz"}`;
  const binary = isWindows ? `${folder}.exe` : join(folder, "bin", "node");
  await mkdir(dirname(binary), { recursive: true });
  await using unpacked = await unpack(`node-${target}`, version, integrity);
  const original = join(unpacked.folder, "package", "bin", isWindows ? "node.exe" : "node");
  if (isWindows) await writeFile(binary, withoutSignature(await readFile(original)));
  else await copyFile(original, binary);
  for (const path of [archive, `${archive}.ok`, `${binary}.ok`]) await writeFile(path, "");
}

interface Unpacked extends AsyncDisposable {
  readonly folder: string;
}

async function unpack(name: string, version: string, integrity: string): Promise<Unpacked> {
  const scratch = cacheDir;
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, `${name}-`));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const { program, words } = npmCommand();
    const args = [...words, "pack", `${name}@${version}`, "--prefer-offline", "--silent", "--pack-destination", folder];
    await promisify(execFile)(program, args, { cwd: root });
    const file = join(folder, `${name}-${version}.tgz`);
    const digest = createHash("sha512")
      .update(await readFile(file))
      .digest("base64");
    if (`sha512-${digest}` !== integrity) throw new Error(`${name}@${version} is not the one of package-lock.json`);
    await extract({ file, cwd: folder });
    return { folder, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
