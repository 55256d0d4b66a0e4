import type { Todo } from "../store/people.ts";
import type { FetchRequest } from "../tenant/port.ts";
import type { PassContext } from "./pass-context.ts";

/** People taken off the state's work list at a time; few enough that little is claimed when asking stops early. */
const claimSize = 400;

/**
 * The people that one kind of work is for, taken from the state as they come to be there. Ends when there is no more
 * and `upstreamEnded` says that no more can come, or when asking stops.
 */
export async function* workSource(
  context: PassContext,
  todo: Todo,
  upstreamEnded: () => boolean,
): AsyncGenerator<FetchRequest> {
  const { state, stops, bell, progress } = context;
  while (!stops.soft.aborted) {
    // Asked first: work that comes between the two questions is then found in the next round.
    const ended = upstreamEnded();
    const rung = bell.next();
    // Whoever is to be asked last is not before all others are known.
    const claimed = state.people.claim(todo, claimSize, progress.listingEnded ? "last" : "usual");
    if (claimed.length === 0) {
      if (ended) return;
      await rung;
    }
    for (const { objectId, bytes } of claimed) {
      if (stops.soft.aborted) return;
      yield { objectId, expectedBytes: bytes };
    }
  }
}
