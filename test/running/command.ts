import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { assertDocumented } from "./documents.ts";
import { assertTellsNoSecret } from "./secrets.ts";

const root = join(import.meta.dirname, "../..");
const entry = join(root, "bin/exophotos.js");
/**
 * With EXOPHOTOS_PROGRAM the command is that executable, in an environment without anything; otherwise the checkout's, run
 * by Node.
 */
const { EXOPHOTOS_PROGRAM } = process.env;
/** Halves the time that each start takes. */
const compileCache = join(root, "node_modules/.cache/node-compile");

/** How a run of the real command ended; `exitCode` is null where a signal ended it. */
export interface CommandEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandEnd>;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Goes before the program, e.g. `--import` of a module that stops it somewhere. */
  readonly nodeOptions?: readonly string[];
  /** A program and its options that the command is run by, e.g. `setpriv` with rights to do without. */
  readonly runBy?: readonly string[];
}

/** Back-offs as short as a hundredth of what they may come to: what Math.random gives, and `nodeOptions` that make it so. */
export const quickBackOff = {
  random: 0.01,
  nodeOptions: ["--import", "data:text/javascript,Math.random = () => 0.01;"],
} as const;

/** Starts `exophotos` as a user does, in an environment that holds nothing of the caller's but PATH and HOME. */
export function startCommand(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const { runBy = [], nodeOptions = [] } = options;
  const [program = process.execPath, ...words] = [...runBy, ...commandWords(nodeOptions), ...args];
  const child = spawn(program, words, {
    cwd: options.cwd,
    env: { ...commandEnv(nodeOptions), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, ended: endOf(child, args) };
}

/** What `exophotos` is when a shell or another program runs it. */
export function commandWords(nodeOptions: readonly string[] = []): readonly string[] {
  return EXOPHOTOS_PROGRAM === undefined ? [process.execPath, ...nodeOptions, entry] : [EXOPHOTOS_PROGRAM];
}

/** The environment that it runs in: nothing of the caller's but PATH and HOME. */
export function commandEnv(nodeOptions: readonly string[]): Readonly<Record<string, string | undefined>> {
  return EXOPHOTOS_PROGRAM === undefined ? checkoutEnv() : executableEnv(nodeOptions);
}

function checkoutEnv(): Readonly<Record<string, string | undefined>> {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE: compileCache };
}

/** An executable takes options of Node's from the environment only. */
function executableEnv(nodeOptions: readonly string[]): Readonly<Record<string, string>> {
  if (nodeOptions.length === 0) return {};
  return { NODE_OPTIONS: nodeOptions.map((option) => JSON.stringify(option)).join(" ") };
}

/** Runs `exophotos` to its end. */
export function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
  return startCommand(args, options).ended;
}

async function endOf(child: ChildProcess, args: readonly string[]): Promise<CommandEnd> {
  if (child.stdout === null || child.stderr === null) throw new Error("the command has no pipes");
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode, signal] = (await closed) as [number | null, NodeJS.Signals | null];
  assertTellsNoSecret(stdout, "standard output");
  assertTellsNoSecret(stderr, "standard error");
  if (exitCode !== null) assertDocumented(args, stdout, stderr);
  return { exitCode, signal, stdout, stderr };
}
