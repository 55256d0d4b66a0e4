import { existsSync } from "node:fs";
import { join } from "node:path";
import { outDir } from "../paths.ts";

/** A file of release/out. Throws where no release was made: these tests are of a release. */
export function built(name: string): string {
  const path = join(outDir, name);
  if (!existsSync(path)) throw new Error(`${path} is missing: npm run release makes it`);
  return path;
}
