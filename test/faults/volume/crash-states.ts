import type { Chance } from "../chance.ts";
import type { Durability, Kept, LostPower } from "./lost-power.ts";
import { isFlush, type VolumeLog } from "./volume-log.ts";

/** Operations within which every legal order is tried. */
const windowLength = 6;

/** The power is lost after each operation: with everything kept that was done, and with nothing that was not due. */
export function* everyPrefix({ entries }: VolumeLog, durability: Durability): Generator<LostPower> {
  for (let moment = 0; moment <= entries.length; moment += 1) {
    yield { moment, kept: () => "all" };
    const kept = (index: number): Kept => (durability.isDue(index, moment) ? "all" : "nothing");
    yield { moment, kept };
  }
}

/** The power is lost at the very end: the state has everything, and of all else only what is due is on the disk. */
export function onlyDue({ entries }: VolumeLog, durability: Durability): LostPower {
  const moment = entries.length;
  const isKept = (index: number) => entries[index]?.kind === "commit" || durability.isDue(index, moment);
  return { moment, kept: (index) => (isKept(index) ? "all" : "nothing") };
}

/**
 * Within each window of six operations, every part of them that some legal order would have brought to the disk; of what
 * was done before the window all is kept, or only what is due. An order matters only by what it has brought to the disk
 * when the power is lost.
 */
export function* everyWindow(log: VolumeLog, durability: Durability): Generator<LostPower> {
  const { entries } = log;
  const seen = new Set<string>();
  for (let first = 0; first < entries.length; first += 1) {
    for (let moment = first + 1; moment <= Math.min(first + windowLength, entries.length); moment += 1) {
      for (const choice of choices(log, durability, first, moment)) {
        if (!isLegal(log, choice, first, moment)) continue;
        const key = keyOf(choice, first, moment);
        if (seen.has(key)) continue;
        seen.add(key);
        yield { moment, kept: (index) => choice[index - first] ?? "all" };
        const due = (index: number): Kept => (durability.isDue(index, moment) ? "all" : "nothing");
        yield { moment, kept: (index) => choice[index - first] ?? due(index) };
      }
    }
  }
}

/** Any part of everything that is not due, at a moment picked by chance, most often where it is published. */
export function* samples(log: VolumeLog, durability: Durability, chance: Chance, count: number): Generator<LostPower> {
  const { entries } = log;
  const published = entries.findIndex(({ kind }) => kind === "flushFolder");
  for (let n = 0; n < count; n += 1) {
    const moment = chance.between(n % 3 === 0 ? 0 : Math.max(0, published), entries.length);
    const percent = chance.pick([2, 10, 50, 90, 98]);
    const choice: Kept[] = [];
    for (let index = 0; index < moment; index += 1) {
      const keeps = durability.isDue(index, moment) || chance.between(1, 100) <= percent;
      const isTorn = !keeps && entries[index]?.kind === "write" && chance.between(1, 3) === 1;
      choice.push(keeps ? "all" : isTorn ? "half" : "nothing");
    }
    keepCommitsInOrder(log, choice);
    yield { moment, kept: (index) => choice[index] ?? "all" };
  }
}

/** A transaction is lost with all that come after it. */
function keepCommitsInOrder({ entries }: VolumeLog, choice: Kept[]): void {
  let isLost = false;
  const last = entries.findLastIndex(({ kind }, index) => kind === "commit" && choice[index] === "all");
  for (const [index, entry] of entries.slice(0, choice.length).entries()) {
    if (entry.kind !== "commit") continue;
    if (index === last) isLost = true;
    else choice[index] = isLost ? "nothing" : "all";
  }
}

function* choices(
  { entries }: VolumeLog,
  durability: Durability,
  first: number,
  moment: number,
  chosen: readonly Kept[] = [],
): Generator<readonly Kept[]> {
  const index = first + chosen.length;
  const entry = entries[index];
  if (index >= moment || entry === undefined) {
    yield chosen;
    return;
  }
  const possible: readonly Kept[] =
    isFlush(entry) || durability.isDue(index, moment)
      ? ["all"]
      : entry.kind === "write"
        ? ["all", "half", "nothing"]
        : ["all", "nothing"];
  for (const kept of possible) yield* choices({ entries } as VolumeLog, durability, first, moment, [...chosen, kept]);
}

function isLegal({ entries }: VolumeLog, choice: readonly Kept[], first: number, moment: number): boolean {
  let isLost = false;
  for (let index = first; index < moment; index += 1) {
    if (entries[index]?.kind !== "commit") continue;
    const isKept = choice[index - first] === "all";
    if (isKept && isLost) return false;
    if (!isKept) isLost = true;
  }
  return true;
}

/** Two choices are one when they keep the same changes. */
function keyOf(choice: readonly Kept[], first: number, moment: number): string {
  const lost = choice.flatMap((kept, at) => (kept === "all" ? [] : [`${first + at}${kept}`]));
  return `${moment} ${lost.join(" ")}`;
}
