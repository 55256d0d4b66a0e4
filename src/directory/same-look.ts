import type { Look, PicturePool } from "../renditions/picture-work.ts";
import type { Wish } from "./wish.ts";

/** Whether a directory's picture looks like the wanted one. */
export type LooksWanted = (wish: Wish, found: Uint8Array) => Promise<boolean>;

/** Whether two looks are of one picture. */
export type AreAlike = (one: Look, other: Look) => boolean;

/**
 * Compares by how pictures look. What is no picture, on either side, looks like nothing. `wantedBytes` gives undefined
 * where the export's file is not what it must be.
 */
export function createLooksWanted(
  pictures: PicturePool,
  wantedBytes: (wish: Wish) => Promise<Uint8Array | undefined>,
  areAlike: AreAlike,
): LooksWanted {
  const lookOf = async (bytes: Uint8Array) => {
    // The pool moves the bytes away, and these are needed once more.
    const result = await pictures.carryOut(new Uint8Array(bytes), { make: "look" });
    return result.kind === "made" ? result.look : undefined;
  };
  return async (wish, found) => {
    const bytes = await wantedBytes(wish);
    if (bytes === undefined) return false;
    const [one, other] = await Promise.all([lookOf(found), lookOf(bytes)]);
    return one !== undefined && other !== undefined && areAlike(one, other);
  };
}
