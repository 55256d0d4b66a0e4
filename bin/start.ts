import { boundHeapGrowth } from "../src/platform/heap-growth.ts";
import { widenThreadPool } from "../src/platform/thread-pool.ts";
import { version } from "../src/version.ts";

/**
 * Runs the program in this process, as its command line says; `--version` alone needs nothing of it. `inSources`: as in
 * ProcessParts.
 */
export async function start(inSources?: (stack: string) => string): Promise<void> {
  if (process.argv.length === 3 && process.argv[2] === "--version") {
    process.stdout.write(`${version}\n`);
    return;
  }
  widenThreadPool(process.env);
  boundHeapGrowth();
  const { main } = await import("../src/main.ts");
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    inSources,
    exitNow: (exitCode) => process.exit(exitCode),
  });
}
