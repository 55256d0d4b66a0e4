import { pMapIterable } from "p-map";
import type { JoinKey } from "../model/join-key.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import { type Finding, sideNames } from "./finding.ts";
import { Gathering } from "./gathering.ts";
import { judge } from "./judge.ts";
import type { Side } from "./side.ts";

/** Two sides, and how they are compared. */
export interface Comparison {
  readonly a: Side;
  readonly b: Side;
  readonly join: JoinKey;
  /** The most bits in which the hashes of one picture differ, 0 to 64. */
  readonly distance: number;
  readonly pool: PicturePool;
  readonly signal: AbortSignal;
  /** Called for each entry that is read of the sides. */
  readonly onRead: () => void;
}

/** Pairs in hand: while the disk reads some, the threads look at others. */
const pairsAtOnce = 16;

/**
 * Compares two sides: yields what was found about each person, ordered by key. Reads pictures only where checksums do not
 * say enough. Throws what the sides throw, the signal's reason, and `outputFailed` for the temporary file.
 */
export async function* compareSides({
  a,
  b,
  join,
  distance,
  pool,
  signal,
  onRead,
}: Comparison): AsyncGenerator<Finding> {
  const sides = { a, b };
  using gathering = new Gathering();
  for (const name of sideNames) await gathering.take(name, sides[name], join, signal, onRead);
  const judged = pMapIterable(gathering.groups(), (group) => judge(group, { sides, pool, distance }), {
    concurrency: pairsAtOnce,
  });
  for await (const finding of judged) {
    signal.throwIfAborted();
    yield finding;
  }
}
