import type { Clock } from "../platform/clock.ts";
import type { Database } from "../store/database.ts";
import type { AttributeChange, Directory } from "./directory.ts";
import { eachWish } from "./each-wish.ts";
import { fingerprint } from "./fingerprint.ts";
import { gone } from "./plan-changes.ts";
import { messageOf, resultCode, writeProblem } from "./result-code.ts";
import { createTurns } from "./turns.ts";
import { type Outcome, recordOutcome, type Wish, type WishResult } from "./wish.ts";

export interface ApplyParts {
  readonly directory: Directory;
  /** The wanted values; or what is wrong with them, as a clause. */
  readonly wantedValues: (wish: Wish) => Promise<readonly Uint8Array[] | string>;
  /** Changes a second, at most. */
  readonly rate: number;
  readonly clock: Clock;
  /** Nothing new is begun once it is aborted. */
  readonly signal: AbortSignal;
  /** Called after each wish. */
  readonly onSettled: () => void;
}

const changesInFlight = 4;

/**
 * Does all that is planned, and records of each what became of it. A person's trouble is theirs alone. Throws
 * `directoryUnreachable` where the server stays away, and the signal's reason; what is not done then stays `planned`,
 * but for the few whose answer never came, which are `unconfirmed`.
 */
export async function applyChanges(database: Database, parts: ApplyParts): Promise<void> {
  const turns = createTurns(parts.rate, parts.clock, parts.signal);
  await eachWish(database, "planned", changesInFlight, async (wish) => {
    await turns.next();
    recordOutcome(database, wish, await fulfil(database, wish, parts));
    parts.onSettled();
  });
}

async function fulfil(database: Database, wish: Wish, { directory, wantedValues }: ApplyParts): Promise<Outcome> {
  const wanted = wish.wanted === "" ? [] : await wantedValues(wish);
  if (typeof wanted === "string") return { result: "failed", problem: "pictureUnusable", detail: wanted };
  const found = await directory.values(wish.guid, wish.attribute);
  if (found === undefined) return gone;
  const present = fingerprint(found, wish.algorithm);
  if (present === wish.wanted) return { result: "same" };
  // The undo file has what was there when the plan was made, and nothing else may be lost.
  if (present !== wish.previous) return { result: "failed", problem: "changedMeanwhile" };
  const { change, result } = changeFor(wish);
  try {
    await directory.change(wish.guid, wish.attribute, change, wanted);
    return { result };
  } catch (error) {
    const code = resultCode(error);
    if (code === undefined) {
      recordOutcome(database, wish, { result: "unconfirmed" });
      throw error;
    }
    // A change whose answer was lost with the connection is refused when it is asked for again.
    const isDone = (await presentFingerprint(directory, wish)) === wish.wanted;
    return isDone ? { result } : { result: "failed", problem: writeProblem(code), detail: messageOf(error) };
  }
}

async function presentFingerprint(directory: Directory, wish: Wish): Promise<string | undefined> {
  const found = await directory.values(wish.guid, wish.attribute);
  return found === undefined ? undefined : fingerprint(found, wish.algorithm);
}

function changeFor({ previous, wanted }: Wish): { readonly change: AttributeChange; readonly result: WishResult } {
  if (wanted === "") return { change: "delete", result: "removed" };
  return previous === "" ? { change: "add", result: "added" } : { change: "replace", result: "replaced" };
}
