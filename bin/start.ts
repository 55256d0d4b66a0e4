import type { ProgramParts } from "../src/main.ts";
import { boundHeapGrowth } from "../src/platform/heap-growth.ts";
import { keepThreadPoolAwake, widenThreadPool } from "../src/platform/thread-pool.ts";
import { onUncaught } from "../src/platform/uncaught.ts";
import { version } from "../src/version.ts";

/** Runs the program in this process, as its command line says; `--version` alone needs nothing of it. */
export async function start(parts: ProgramParts): Promise<void> {
  if (process.argv.length === 3 && process.argv[2] === "--version") {
    process.stdout.write(`${version}\n`);
    return;
  }
  widenThreadPool(process.env);
  keepThreadPoolAwake();
  boundHeapGrowth();
  const { main } = await import("../src/main.ts");
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    ...parts,
    exitNow: (exitCode) => process.exit(exitCode),
    onUncaught,
  });
}
