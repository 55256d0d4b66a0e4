import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { commandEnv, commandWords } from "./command.ts";

const run = promisify(execFile);
const lookEveryMs = 20;
const giveUpAfterMs = 60_000;
const prompt = "$ ";

/** A real terminal (tmux's) with a shell in it, that goes with the test. */
export interface Terminal {
  /** Types a command of exophotos and Enter; the screen is cleared before. */
  exophotos(args: readonly string[], nodeOptions?: readonly string[]): Promise<void>;
  /** Presses a key by tmux's name for it, `C-c`. */
  press(key: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** The lines of the screen, without blanks at their ends; one that is wrapped is two. */
  lines(): Promise<readonly string[]>;
  /** The same with colours, as one text. */
  inColour(): Promise<string>;
  /** Waits until what is shown fits. Fails with what is shown after a minute. */
  until(what: string, fits: (text: string) => boolean): Promise<readonly string[]>;
  /** Waits for the shell to ask for the next command, and returns what is shown before that, with wrapped lines as one. */
  untilEnded(): Promise<readonly string[]>;
  /** Waits until something has been written, even if it was there for a moment only. */
  untilWritten(what: string, pattern: RegExp): Promise<void>;
  cursorIsVisible(): Promise<boolean>;
  /** Closes the window under whatever runs in it. */
  close(): Promise<void>;
  /** Looks until there is something. Fails after a minute. */
  waitFor<T>(what: string, look: () => Promise<T | undefined>): Promise<T>;
}

function assignments(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}

/** Whether there are terminals to be had; where CI runs, a missing tmux is a failure. */
export async function hasTerminals(): Promise<boolean> {
  try {
    await run("tmux", ["-V"]);
    return true;
  } catch (error) {
    assert.ok(process.env.CI === undefined, `tmux is missing: ${error}`);
    return false;
  }
}

export interface TerminalOptions {
  readonly columns: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export async function openTerminal(t: TestContext, options: TerminalOptions): Promise<Terminal> {
  const { columns, rows = 24, env = {} } = options;
  const folder = await mkdtemp(join(tmpdir(), "exophotos-terminal-"));
  const socket = join(folder, "socket");
  const { PATH, HOME } = process.env;
  const shell = assignments({ PATH, HOME, LANG: "C.UTF-8", TERM: "tmux-256color", PS1: prompt, ...env });
  const tmux = async (...words: readonly string[]) => {
    const { stdout } = await run("tmux", ["-u", "-S", socket, "-f", "/dev/null", ...words], {
      env: { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", TERM: "xterm-256color" },
    });
    return stdout;
  };
  const size = ["-x", String(columns), "-y", String(rows)];
  await tmux("new-session", "-d", ...size, "env", "-i", ...shell, "sh", "-i");
  const written = join(folder, "written");
  await writeFile(written, "");
  await tmux("pipe-pane", `cat >> ${written}`);
  // Where the window was closed there is no server any more.
  const close = async () => {
    await tmux("kill-server").catch(() => undefined);
  };
  t.after(async () => {
    await close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function lines(...options: readonly string[]): Promise<readonly string[]> {
    const text = await tmux("capture-pane", "-p", ...options);
    return text
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd());
  }

  async function waitFor<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const startedAtMs = performance.now();
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (performance.now() - startedAtMs > giveUpAfterMs) {
        const screen = await lines().catch(() => ["closed"]);
        throw new Error(`not within a minute: ${what}. The screen:\n${screen.join("\n")}`);
      }
      await delay(lookEveryMs);
    }
  }

  const until = (what: string, fits: (text: string) => boolean) =>
    waitFor(what, async () => {
      const shown = await lines();
      return fits(shown.join("\n")) ? shown : undefined;
    });

  await until("a prompt", (text) => text.endsWith(prompt.trimEnd()));
  return {
    exophotos: async (args, nodeOptions = []) => {
      const command = [...assignments(commandEnv(nodeOptions)), ...commandWords(nodeOptions), ...args];
      const words = ["env", ...command].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
      // A function, so that the screen does not show a command line that wraps.
      await tmux("send-keys", "-l", `exophotos() { clear; ${words.join(" ")}; }; exophotos`);
      await tmux("clear-history");
      await tmux("send-keys", "Enter");
    },
    press: async (key) => void (await tmux("send-keys", key)),
    resize: async (toColumns, toRows) =>
      void (await tmux("resize-window", "-x", String(toColumns), "-y", String(toRows))),
    lines: () => lines(),
    inColour: () => tmux("capture-pane", "-p", "-e"),
    until,
    untilEnded: async () => {
      await until("the end of the command", (text) => text.split("\n").at(-1) === "$");
      return (await lines("-J")).slice(0, -1);
    },
    untilWritten: async (what, pattern) =>
      void (await waitFor(what, async () => (pattern.test(await readFile(written, "utf8")) ? true : undefined))),
    waitFor,
    close,
    cursorIsVisible: async () => (await tmux("display-message", "-p", "#{cursor_flag}")).trim() === "1",
  };
}
