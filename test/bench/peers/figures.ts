import { type Figure, medianOf } from "../result.ts";
import type { Contestant } from "./contestant.ts";
import { lostNothing } from "./losses.ts";
import type { Entry, QuietMeasurements, Scenario } from "./scenarios.ts";

/** What is promised, as ratios of rates within one run. */
export interface PeerBounds {
  /** Ours by its defaults beside the plain loop with one call in flight, cold. */
  readonly overPlainLoop: number;
  /** Ours beside the best peer with as many calls in flight, cold. */
  readonly sameInFlight: number;
  /** Ours by its defaults beside the best peer of all, cold and warm. */
  readonly coldOverBest: number;
  readonly warmOverBest: number;
}

/** What was measured. */
export interface Measurements {
  readonly few: QuietMeasurements;
  readonly many: QuietMeasurements;
  readonly throttled: readonly Entry[];
}

/** The bounds first, then what everybody did in each scenario. */
export function figuresOf(
  { few, many, throttled }: Measurements,
  plainLoop: { readonly name: string },
  bounds: PeerBounds,
): readonly Figure[] {
  const isPlainLoop = ({ contestant: { name, inFlight } }: Entry) => name === plainLoop.name && inFlight === 1;
  return [
    ratioFigure("cold", byDefault(few.cold), few.cold.find(isPlainLoop), bounds.overPlainLoop),
    ...[...few.cold, ...many.cold].filter(isOurNumber).map((ours) => {
      const among = few.cold.includes(ours) ? few.cold : many.cold;
      const others = among.filter(({ contestant }) => contestant.inFlight === ours.contestant.inFlight);
      return ratioFigure("cold", ours, bestPeer(others), bounds.sameInFlight);
    }),
    ratioFigure("cold", byDefault(many.cold), bestPeer(many.cold), bounds.coldOverBest),
    ratioFigure("warm", byDefault(many.warm), bestPeer(many.warm), bounds.warmOverBest),
    ratioFigure(
      "warm",
      byDefault(few.warm),
      bestPeer(few.warm.filter(({ contestant }) => contestant.keepsState)),
      undefined,
    ),
    ratioFigure("throttled", byDefault(throttled), bestPeer(throttled), undefined),
    lossFigure([...few.cold, ...few.warm, ...many.cold, ...many.warm, ...throttled]),
    ...rowFigures(`cold, ${few.people} people`, few.cold),
    ...rowFigures(`cold, ${many.people} people`, many.cold),
    ...rowFigures(`warm, ${few.people} people`, few.warm),
    ...rowFigures(`warm, ${many.people} people`, many.warm),
    ...notRunAgain(few),
    ...rowFigures("throttled", throttled),
  ];
}

function isOurNumber({ contestant }: Entry): boolean {
  return contestant.isOurs && contestant.inFlight !== "auto";
}

function byDefault(entries: readonly Entry[]): Entry | undefined {
  return entries.find(({ contestant }) => contestant.isOurs && contestant.inFlight === "auto");
}

/** The quickest of those peers who ended and lost nothing. */
export function bestPeer(entries: readonly Entry[]): Entry | undefined {
  return entries
    .filter((entry) => !entry.contestant.isOurs && losesNothing(entry) && Number.isFinite(elapsedMsOf(entry)))
    .toSorted((a, b) => elapsedMsOf(a) - elapsedMsOf(b))[0];
}

/** The middle of the passes' own times; NaN where none ended. */
export function elapsedMsOf({ runs }: Entry): number {
  return medianOf(runs.flatMap(({ outcome }) => (outcome.kind === "ended" ? [outcome.elapsedMs] : [])));
}

function losesNothing({ runs }: Entry): boolean {
  return runs.every(({ losses }) => lostNothing(losses));
}

/** How many times as fast one is as another, who asked for the same people's photos. */
function ratioFigure(
  scenario: Scenario,
  ours: Entry | undefined,
  theirs: Entry | undefined,
  bound: number | undefined,
): Figure {
  if (ours === undefined || theirs === undefined) {
    const what = `${scenario}: rate of ${titleOf(ours?.contestant)} beside the best peer's`;
    return { what, value: "no peer ended and lost nothing", ...(bound === undefined ? {} : { holds: false }) };
  }
  const ratio = elapsedMsOf(theirs) / elapsedMsOf(ours);
  return {
    what: `${scenario}: rate of ${titleOf(ours.contestant)} beside ${titleOf(theirs.contestant)}`,
    value: `${ratio.toFixed(ratio < 10 ? 2 : 0)} times`,
    ...(bound === undefined ? {} : { bound: `at least ${bound}`, holds: ratio >= bound }),
  };
}

function lossFigure(entries: readonly Entry[]): Figure {
  const ours = entries.filter(({ contestant }) => contestant.isOurs);
  const lost = ours.flatMap(({ runs }) => runs).map(({ losses }) => losses.missing + losses.wrong);
  const failed = ours.flatMap(({ runs }) => runs).filter(({ outcome }) => outcome.kind !== "ended").length;
  const peers = new Set(
    entries
      .filter((entry) => !entry.contestant.isOurs && !losesNothing(entry))
      .map(({ contestant }) => titleOf(contestant)),
  );
  const sum = lost.reduce((total, some) => total + some, 0);
  return {
    what: `photos that exophotos lost in ${lost.length} passes (peers that lost some: ${peers.size})`,
    value: `${sum}${failed === 0 ? "" : `, ${failed} passes failed`}`,
    bound: "none",
    holds: sum === 0 && failed === 0,
  };
}

function rowFigures(scenario: string, entries: readonly Entry[]): readonly Figure[] {
  return entries.map((entry) => ({ what: `  ${scenario}: ${titleOf(entry.contestant)}`, value: describe(entry) }));
}

function notRunAgain({ people, cold, warm }: QuietMeasurements): readonly Figure[] {
  const left = cold.filter(({ contestant }) => !warm.some((entry) => entry.contestant === contestant));
  const value = "not run: without state it is its cold pass again";
  return left.map(({ contestant }) => ({ what: `  warm, ${people} people: ${titleOf(contestant)}`, value }));
}

function describe(entry: Entry): string {
  const last = entry.runs.at(-1);
  if (last === undefined) return "not run";
  const { outcome, losses, traffic } = last;
  const lost = losses.missing + losses.wrong;
  const tail = `${traffic.calls} calls, ${lost} photos lost${losses.extra === 0 ? "" : `, ${losses.extra} of nobody`}`;
  switch (outcome.kind) {
    case "ended": {
      const elapsedMs = elapsedMsOf(entry);
      const rate = (outcome.people / elapsedMs) * 1000;
      return `${(elapsedMs / 1000).toFixed(2)} s, ${rate.toFixed(0)} people/s, ${tail} (it reports ${outcome.failures} failures)`;
    }
    case "didNotEnd":
      return `did not end within ${outcome.afterMs / 1000} s, ${tail}`;
    case "failed":
      return `failed, ${tail}`;
  }
}

function titleOf(contestant: Contestant | undefined): string {
  if (contestant === undefined) return "exophotos";
  const { name, inFlight } = contestant;
  return inFlight === "auto" ? `${name} by default` : `${name}, ${inFlight} in flight`;
}
