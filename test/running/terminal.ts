import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { checkoutEnv, commandWords } from "./command.ts";

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
  /** What is on the screen and has scrolled off it, a line each, without blanks at the end; lines that were wrapped are two. */
  lines(): Promise<readonly string[]>;
  /** The same with colours, as one text. */
  inColour(): Promise<string>;
  /** Waits until what is shown fits. Fails with what is shown after a minute. */
  until(what: string, fits: (text: string) => boolean): Promise<readonly string[]>;
  /** Waits for the shell to ask for the next command, and returns what is shown before that. */
  untilEnded(): Promise<readonly string[]>;
  cursorIsVisible(): Promise<boolean>;
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
  const shell = Object.entries({ ...checkoutEnv(), ...env, PS1: prompt }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  const tmux = async (...words: readonly string[]) => {
    const { stdout } = await run("tmux", ["-u", "-S", socket, "-f", "/dev/null", ...words], {
      env: { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", TERM: "xterm-256color" },
    });
    return stdout;
  };
  const size = ["-x", String(columns), "-y", String(rows)];
  const term = env.TERM === undefined ? ["TERM=tmux-256color"] : [];
  await tmux("new-session", "-d", ...size, "env", "-i", "LANG=C.UTF-8", ...term, ...shell, "sh", "-i");
  t.after(async () => {
    await tmux("kill-server");
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function lines(): Promise<readonly string[]> {
    const text = await tmux("capture-pane", "-p");
    return text
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd());
  }

  async function until(what: string, fits: (text: string) => boolean): Promise<readonly string[]> {
    const startedAtMs = performance.now();
    for (;;) {
      const shown = await lines();
      if (fits(shown.join("\n"))) return shown;
      if (performance.now() - startedAtMs > giveUpAfterMs) {
        throw new Error(`not within a minute: ${what}. The screen:\n${shown.join("\n")}`);
      }
      await delay(lookEveryMs);
    }
  }

  await until("a prompt", (text) => text.endsWith(prompt.trimEnd()));
  return {
    exophotos: async (args, nodeOptions = []) => {
      const words = [...commandWords(nodeOptions), ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
      // A function, so that the screen does not show a command line that wraps.
      await tmux("send-keys", "-l", `exophotos() { clear; ${words.join(" ")}; }; exophotos`);
      await tmux("clear-history");
      await tmux("send-keys", "Enter");
    },
    press: async (key) => void (await tmux("send-keys", key)),
    resize: async (toColumns, toRows) =>
      void (await tmux("resize-window", "-x", String(toColumns), "-y", String(toRows))),
    lines,
    inColour: () => tmux("capture-pane", "-p", "-e", "-S", "-"),
    until,
    untilEnded: async () => {
      const shown = await until("the end of the command", (text) => /^\$$/m.test(text.split("\n").at(-1) ?? ""));
      return shown.slice(0, -1);
    },
    cursorIsVisible: async () => (await tmux("display-message", "-p", "#{cursor_flag}")).trim() === "1",
  };
}
