import pMap from "p-map";
import type { Database } from "../store/database.ts";
import { type Wish, type WishResult, wishesAfter } from "./wish.ts";

const wishesAtOnce = 500;

/**
 * Acts on all wishes of a result, a few at a time, as they are when their turn comes. The first failure ends it: nothing
 * new is begun, and it is thrown once all that had begun has ended.
 */
export async function eachWish(
  database: Database,
  result: WishResult,
  inFlight: number,
  act: (wish: Wish) => Promise<void>,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const actUnlessFailed = async (wish: Wish) => {
    if (failure !== undefined) return;
    try {
      await act(wish);
    } catch (error) {
      failure ??= { error };
    }
  };
  for (let after = 0; ; ) {
    const wishes = wishesAfter(database, result, after, wishesAtOnce);
    const last = wishes.at(-1);
    if (last === undefined) return;
    await pMap(wishes, actUnlessFailed, { concurrency: inFlight });
    if (failure !== undefined) throw failure.error;
    after = last.id;
  }
}
