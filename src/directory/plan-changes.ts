import { type PhotoAttribute, thumbnailLimit } from "../model/directory.ts";
import type { Database } from "../store/database.ts";
import type { Directory } from "./directory.ts";
import { eachWish } from "./each-wish.ts";
import { type DirectoryEntry, valuesIn } from "./entry.ts";
import { fingerprint } from "./fingerprint.ts";
import { guidOf, peopleFilter } from "./load-directory.ts";
import type { LooksWanted } from "./same-look.ts";
import type { UndoFile } from "./undo-file.ts";
import { type Outcome, recordOutcome, unseenOf, type Wish } from "./wish.ts";

export interface PlanParts {
  readonly directory: Directory;
  /** Undefined where nothing will be changed. */
  readonly undo: UndoFile | undefined;
  /** Whether a directory's picture looks like the wanted one, so that it may stay. */
  readonly looksWanted: LooksWanted;
  readonly signal: AbortSignal;
  /** Called after each wish. */
  readonly onCompared: () => void;
}

/** Finds out of every wish that nobody has looked at yet what is to be done. */
export type Plan = (database: Database, parts: PlanParts) => Promise<void>;

/** What these pictures come to at most, a page of the largest, is held in memory: some 10 MB, 80 MB with jpegPhoto. */
const thumbnailsAtOnce = 100;
const photosAtOnce = 20;
const atOnce = 8;

/**
 * Compares what is wanted with what the directory has, by bytes and then by look, and puts the old values of all that
 * will be changed into the undo file. Everybody's pictures are read in pages: most of them are not to be changed.
 */
export function planByPages(attributes: readonly PhotoAttribute[]): Plan {
  const filter = `(&${peopleFilter}(|${attributes.map((attribute) => `(${attribute}=*)`).join("")}))`;
  const pageSize = attributes.includes("jpegPhoto") ? photosAtOnce : thumbnailsAtOnce;
  return async (database, parts) => {
    const settle = (wish: Wish, found: readonly Uint8Array[]) => settleWish(database, wish, found, parts);
    await parts.directory.search({ filter, attributes: ["objectGUID", ...attributes], pageSize }, async (entries) => {
      await Promise.all(wishesFor(database, entries).map(([wish, found]) => settle(wish, found)));
    });
    await eachWish(database, "unseen", atOnce, (wish) => settle(wish, []));
  };
}

/** The same, an object at a time, wherever it stands. */
export const planOneByOne: Plan = async (database, parts) => {
  await eachWish(database, "unseen", atOnce, async (wish) => {
    const found = await parts.directory.values(wish.guid, wish.attribute);
    if (found === undefined) {
      recordOutcome(database, wish, gone);
      parts.onCompared();
    } else await settleWish(database, wish, found, parts);
  });
};

/** The object was there a moment ago. */
export const gone: Outcome = { result: "failed", problem: "gone" };

/** Where pages come a second time, after a lost connection, what was seen is left out. */
function wishesFor(database: Database, entries: readonly DirectoryEntry[]): readonly [Wish, readonly Uint8Array[]][] {
  return entries.flatMap((entry) =>
    unseenOf(database, guidOf(entry) ?? "").map((wish): [Wish, readonly Uint8Array[]] => [
      wish,
      valuesIn(entry, wish.attribute),
    ]),
  );
}

async function settleWish(
  database: Database,
  wish: Wish,
  found: readonly Uint8Array[],
  { looksWanted, undo, signal, onCompared }: PlanParts,
): Promise<void> {
  signal.throwIfAborted();
  const outcome = await compare(wish, found, looksWanted);
  if (outcome.result === "planned") await undo?.add(wish, found);
  recordOutcome(database, wish, outcome);
  onCompared();
}

async function compare(wish: Wish, found: readonly Uint8Array[], looksWanted: LooksWanted): Promise<Outcome> {
  const previous = fingerprint(found, wish.algorithm);
  if (previous === wish.wanted) return { result: "same", previous };
  if (wish.onlyOver !== undefined && previous !== wish.onlyOver) {
    return { result: "failed", problem: "changedMeanwhile", previous };
  }
  if (wish.attribute === "thumbnailPhoto" && wish.bytes > thumbnailLimit) {
    return { result: "failed", problem: "tooLarge", detail: `it has ${wish.bytes} bytes`, previous };
  }
  const [only] = found;
  const mayStay = found.length === 1 && only !== undefined && wish.wanted !== "";
  if (mayStay && (await looksWanted(wish, only))) return { result: "sameLook", previous };
  return { result: "planned", previous };
}
