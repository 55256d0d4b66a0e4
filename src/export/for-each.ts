import { createBell } from "../platform/bell.ts";
import type { PassContext } from "./pass-context.ts";

/** How much may be in the works at the same time. */
export interface AtOnce<T> {
  readonly items: number;
  /** An item's photo bytes; taken together they stay below 8 MB, or are one item's. */
  readonly bytesOf?: (item: T) => number;
}

const bytesAtOnce = 8 * 1024 * 1024;

/**
 * Acts on each item of a source as it comes, several at once and in no order. The first failure ends the asking
 * (`stops.fail`). All that began has ended when this returns. Throws what the source throws.
 */
export async function forEach<T>(
  { stops }: Pick<PassContext, "stops">,
  source: AsyncIterable<T>,
  act: (item: T) => Promise<void>,
  { items, bytesOf = () => 0 }: AtOnce<T>,
): Promise<void> {
  const bell = createBell();
  let running = 0;
  let bytesHeld = 0;
  try {
    for await (const item of source) {
      const bytes = bytesOf(item);
      running += 1;
      bytesHeld += bytes;
      void act(item)
        .catch(stops.fail)
        .finally(() => {
          running -= 1;
          bytesHeld -= bytes;
          bell.ring();
        });
      while (running >= items || bytesHeld >= bytesAtOnce) await bell.next();
    }
  } finally {
    while (running > 0) await bell.next();
  }
}
