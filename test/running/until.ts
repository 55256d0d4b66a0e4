import { setTimeout as delay } from "node:timers/promises";
import type { RunningCommand } from "./command.ts";

const lookEveryMs = 5;
const giveUpAfterMs = 60_000;

/** Waits until something has come about, at most for as long as the command runs that shall bring it about. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { child, ended }: RunningCommand,
): Promise<void> {
  const startedAtMs = performance.now();
  while (!(await condition())) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const { exitCode, signal, stderr } = await ended;
      throw new Error(`the command ended (${exitCode ?? signal}) before ${what}: ${stderr}`);
    }
    if (performance.now() - startedAtMs > giveUpAfterMs) throw new Error(`not within a minute: ${what}`);
    await delay(lookEveryMs);
  }
}
