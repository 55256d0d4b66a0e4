import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { CommandEnd, RunningCommand } from "../../test/running/command.ts";

/** A Windows program that was started. `ended` has a null `exitCode` and a `signal` where SIGKILL ended it. */
export interface WineProcess extends RunningCommand {
  /** What it has written to standard output so far. */
  stdout(): Promise<string>;
  /** What it has written to standard error so far. */
  stderr(): Promise<string>;
  /**
   * Ends it at once, as the Task Manager would, or with SIGINT presses Ctrl+C; then waits until it is gone. What it
   * started itself runs on until Wine is disposed of.
   */
  kill(signal?: "SIGKILL" | "SIGINT"): Promise<void>;
}

/** A program that `nsenter` runs in Wine's namespaces, with its output in the files `name.out` and `name.err`. */
export class HeldProcess implements WineProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandEnd>;
  readonly #name: string;

  constructor(nsenter: ChildProcess, name: string, timeoutMs: number) {
    this.child = nsenter;
    this.#name = name;
    this.ended = this.#end(timeoutMs);
  }

  stdout(): Promise<string> {
    return readFile(`${this.#name}.out`, "utf8");
  }

  stderr(): Promise<string> {
    return readFile(`${this.#name}.err`, "utf8");
  }

  async kill(signal: "SIGKILL" | "SIGINT" = "SIGKILL"): Promise<void> {
    const exit = once(this.child, "exit");
    while (this.#runs() && !(await this.#sendToProgram(signal))) await delay(1);
    if (this.#runs()) await exit;
  }

  #runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The one child of nsenter is the program: chroot, env and Wine each become the next. It may not be there yet. */
  async #sendToProgram(signal: NodeJS.Signals): Promise<boolean> {
    const { pid } = this.child;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
    const program = Number.parseInt(children, 10);
    return program > 0 && process.kill(program, signal);
  }

  async #end(timeoutMs: number): Promise<CommandEnd> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      void this.kill();
    }, timeoutMs);
    const [exitCode, signal] = (await once(this.child, "exit")) as [number | null, NodeJS.Signals | null];
    clearTimeout(timer);
    const stdout = await this.stdout();
    const stderr = await readFile(`${this.#name}.err`, "utf8");
    if (late) throw new Error(`killed after ${timeoutMs} ms; it wrote: ${stdout}${stderr}`);
    return { exitCode, signal, stdout, stderr };
  }
}
