import type { Lifetime } from "../running/world.ts";

/** Until `t` ends, the clock of the test's process is as far ahead as `clock` says. */
export function setClockAhead(t: Pick<Lifetime, "after">, clock: { readonly aheadMs: number }): void {
  const now = Date.now;
  Date.now = () => now() + clock.aheadMs;
  t.after(async () => {
    Date.now = now;
  });
}
