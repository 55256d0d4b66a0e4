import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { npmCommand } from "./npm.ts";
import { cacheDir, root } from "./paths.ts";

interface Manifest {
  devDependencies?: unknown;
  readonly [field: string]: unknown;
}

interface Lockfile extends Manifest {
  readonly packages: Readonly<Record<string, Manifest & { readonly dev?: boolean }>>;
}

/**
 * The bill of materials in CycloneDX, made by npm of the lockfile without what is for development only: `npm sbom --omit
 * dev` leaves out what development and the program share.
 */
export async function billOfMaterials(): Promise<string> {
  const cwd = join(cacheDir, "exophotos");
  await mkdir(cwd, { recursive: true });
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;
  const lockfile = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")) as Lockfile;
  const kept = Object.entries(lockfile.packages).filter(([, { dev }]) => dev !== true);
  const packages = kept.map(([path, entry]) => [path, path === "" ? withoutDevelopment(entry) : entry]);
  await writeFile(join(cwd, "package.json"), JSON.stringify(withoutDevelopment(manifest)));
  await writeFile(
    join(cwd, "package-lock.json"),
    JSON.stringify({ ...lockfile, packages: Object.fromEntries(packages) }),
  );
  const { program, words } = npmCommand();
  const args = [...words, "sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--sbom-type", "application"];
  const { stdout } = await promisify(execFile)(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

function withoutDevelopment<T extends Manifest>({ devDependencies: _, ...rest }: T): Omit<T, "devDependencies"> {
  return rest;
}
