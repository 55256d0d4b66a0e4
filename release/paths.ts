import { join } from "node:path";

/** The checkout. */
export const root = join(import.meta.dirname, "..");
/** Where a release is made. */
export const outDir = join(root, "release", "out");
/** What a release needs and keeps for the next one. */
export const cacheDir = join(root, "release", "work");
