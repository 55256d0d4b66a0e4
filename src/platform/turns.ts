import { setImmediate } from "node:timers/promises";

/** Some milliseconds' worth of rows of a database. */
const rowsATurn = 2000;

/**
 * Items that come synchronously, as the rows of a database do, with a turn of the event loop every few thousand: Ctrl-C
 * is heard and what waits goes on, however many there are. Throws the signal's reason once it is aborted.
 */
export async function* inTurns<T>(items: Iterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  let given = 0;
  for (const item of items) {
    if (given % rowsATurn === 0) await setImmediate();
    signal?.throwIfAborted();
    given += 1;
    yield item;
  }
}
