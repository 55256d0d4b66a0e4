import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { main } from "../../src/main.ts";
import type { CommandEnd } from "./command.ts";
import type { World } from "./world.ts";

/** Runs a command line as the executable does, in this process: for tests of what a pass does, many of them in a row. */
export async function runHere(argv: readonly string[]): Promise<CommandEnd> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const exitNow = () => {
    throw new Error("nothing interrupts this run");
  };
  const exitCode = await main({ argv, env: {}, cwd: process.cwd(), stdout, stderr, exitNow });
  stdout.end();
  stderr.end();
  const [out, errors] = await said;
  return { exitCode, signal: null, stdout: out, stderr: errors };
}

/** `exophotos export` into the world's `out`, in this process. */
export function passHere({ access, out }: World, args: readonly string[] = []): Promise<CommandEnd> {
  return runHere(["export", ...access, "--out", out, ...args]);
}
