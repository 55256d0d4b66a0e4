import { setTimeout as delay } from "node:timers/promises";

const lookEveryMs = 5;
const giveUpAfterMs = 60_000;

/** Waits until something has come about that another process or the simulated tenant brings about. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const startedAtMs = performance.now();
  while (!(await condition())) {
    if (performance.now() - startedAtMs > giveUpAfterMs) throw new Error(`not within a minute: ${what}`);
    await delay(lookEveryMs);
  }
}
