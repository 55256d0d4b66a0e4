import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const root = join(import.meta.dirname, "../..");

/** One package of package-lock.json. */
const entrySchema = z.object({
  version: z.string(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  /** Needed by tests and builds only. */
  dev: z.boolean().default(false),
  optional: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
  link: z.boolean().default(false),
  inBundle: z.boolean().default(false),
});

export interface LockedPackage extends z.output<typeof entrySchema> {
  /** `node_modules/a/node_modules/b`. */
  readonly path: string;
  readonly name: string;
}

/** Every package in package-lock.json, without the project itself. */
export async function lockedPackages(): Promise<readonly LockedPackage[]> {
  const text = await readFile(join(root, "package-lock.json"), "utf8");
  const { packages } = z.object({ packages: z.record(z.string(), z.unknown()) }).parse(JSON.parse(text));
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, entry]) => ({
      ...entrySchema.parse(entry),
      path,
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
    }));
}
