import { createHash } from "node:crypto";
import { hasCode } from "../errors.ts";
import { hammingDistance } from "../renditions/hamming.ts";
import type { Look, PicturePool } from "../renditions/picture-work.ts";
import { isAlike, likenessOf } from "./alike.ts";
import type { Finding, Gathered, SideName } from "./finding.ts";
import type { Group } from "./gathering.ts";
import type { Side } from "./side.ts";

/** What groups are judged with. */
export interface JudgeParts {
  readonly sides: Readonly<Record<SideName, Side>>;
  readonly pool: PicturePool;
  /** The most bits in which the hashes of one picture differ, 0 to 64. */
  readonly distance: number;
}

/** Compares who has one key. Throws what a side throws that is not about one picture. */
export async function judge({ key, a, b }: Group, parts: JudgeParts): Promise<Finding> {
  if (a.count > 1 || b.count > 1) {
    const crowdOf = ({ count, first }: Group["a"]) => ({ count, locators: first.map(({ locator }) => locator) });
    return { key, result: "ambiguous", pictures: { a: crowdOf(a), b: crowdOf(b) } };
  }
  const [inA, inB] = [a.first[0], b.first[0]];
  if (inA !== undefined && inB !== undefined) return { key, ...(await judgePair({ a: inA, b: inB }, parts)) };
  if (inA !== undefined) return { key, result: "onlyInA", a: inA };
  if (inB !== undefined) return { key, result: "onlyInB", b: inB };
  throw new TypeError("A group has nobody in it.");
}

type Pair = Readonly<Record<SideName, Gathered>>;

/** A finding without its key. */
type Judgement = Finding extends infer F ? (F extends unknown ? Omit<F, "key"> : never) : never;

async function judgePair(pair: Pair, parts: JudgeParts): Promise<Judgement> {
  try {
    if (await areSameBytes(pair, parts)) return { result: "sameBytes", ...pair };
    const known = knownDistance(pair);
    if (known !== undefined && known > parts.distance) {
      return { result: "different", ...pair, likeness: { distance: known, unlike: undefined } };
    }
    return await judgeLooks(pair, parts);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { result: "unreadable", ...pair, side: error.side, problem: error.problem };
  }
}

async function judgeLooks(pair: Pair, parts: JudgeParts): Promise<Judgement> {
  const [a, b] = await bothOf((side) => lookOf(side, pair[side], parts));
  const likeness = likenessOf(a, b);
  return { result: isAlike(likeness, parts.distance) ? "samePicture" : "different", ...pair, likeness };
}

/** Pictures are read for it only where their checksums are not known in one algorithm. */
async function areSameBytes(pair: Pair, parts: JudgeParts): Promise<boolean> {
  const algorithm = pair.a.checksum?.algorithm ?? pair.b.checksum?.algorithm ?? "sha256";
  const [a, b] = await bothOf(async (side) => {
    const { checksum, locator } = pair[side];
    if (checksum?.algorithm === algorithm) return checksum.hex;
    return createHash(algorithm)
      .update(await bytesOf(side, locator, parts))
      .digest("hex");
  });
  return a === b;
}

function knownDistance({ a, b }: Pair): number | undefined {
  if (a.perceptualHash === undefined || b.perceptualHash === undefined) return undefined;
  return hammingDistance(a.perceptualHash, b.perceptualHash);
}

async function lookOf(side: SideName, { locator }: Gathered, parts: JudgeParts): Promise<Look> {
  const result = await parts.pool.carryOut(() => bytesOf(side, locator, parts), { make: "look" });
  if (result.kind === "refused") throw new Unreadable(side, result.message);
  if (result.look === undefined) throw new TypeError("A picture was looked at and has no look.");
  return result.look;
}

async function bytesOf(side: SideName, locator: string, { sides }: JudgeParts): Promise<Uint8Array> {
  try {
    return await sides[side].read(locator);
  } catch (error) {
    if (!hasCode(error, "outputFailed")) throw error;
    const { errno } = error.facts;
    throw new Unreadable(side, errno === "EFBIG" ? "it is too large for a picture" : `it cannot be read (${errno})`);
  }
}

/** Waits for both, so that what is thrown over one leaves nothing behind. The first side's problem comes first. */
async function bothOf<T>(work: (side: SideName) => Promise<T>): Promise<readonly [T, T]> {
  const [a, b] = await Promise.allSettled([work("a"), work("b")]);
  if (a.status === "rejected") throw a.reason;
  if (b.status === "rejected") throw b.reason;
  return [a.value, b.value];
}

/** Ends the comparison of one pair. Never leaves this file. */
class Unreadable extends Error {
  readonly side: SideName;
  /** A clause about the picture. */
  readonly problem: string;

  constructor(side: SideName, problem: string) {
    super(problem);
    this.side = side;
    this.problem = problem;
  }
}
