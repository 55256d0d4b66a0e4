/** Loaded before a program (`--import`): writes what it has used (`process.resourceUsage`) to USAGE_FILE at its end. */
import { writeFileSync } from "node:fs";

const { USAGE_FILE } = process.env;
if (USAGE_FILE !== undefined) {
  process.on("exit", () => writeFileSync(USAGE_FILE, JSON.stringify(process.resourceUsage())));
}
