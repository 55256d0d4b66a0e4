import { availableParallelism, uptime } from "node:os";
import type { Clock } from "./clock.ts";

/** When the machine was started, in milliseconds since 1970; accurate to a second or so. */
export function bootAtMs(clock: Clock): number {
  return clock.now() - Math.round(uptime() * 1000);
}

/** How many threads can work at the same time: what the machine has of processors, or what this process may use of them. */
export function processors(): number {
  return availableParallelism();
}
