import type { BenchOptions } from "../options.ts";
import type { BenchResult, Figure } from "../result.ts";
import type { Scratch } from "../scratch.ts";
import { type Contestant, ourContestant, peerContestant } from "./contestant.ts";
import { figuresOf, type Measurements, type PeerBounds } from "./figures.ts";
import { fullLab, quickLab } from "./lab.ts";
import { plainLoop } from "./list.ts";
import type { Peer } from "./peer.ts";
import { prepare } from "./prepare.ts";
import { measureQuiet, measureThrottled } from "./scenarios.ts";

const promised: PeerBounds = { overPlainLoop: 10, sameInFlight: 1, coldOverBest: 1.5, warmOverBest: 10 };
/** Looser, because a busy machine and few people blur the ratios: it is to notice when something breaks. */
const regression: PeerBounds = { overPlainLoop: 5, sameInFlight: 0.7, coldOverBest: 1.1, warmOverBest: 1.1 };

/**
 * Passes beside those of other clients of Microsoft Graph: each in a process of its own, against one simulated tenant,
 * with the same people and photos; cold, warm with 1 % of the photos changed, and under throttling. Who lost photos is
 * told by the SHA-256 of what lies there. `--quick` takes the light peers and few people.
 */
export async function benchPeers(scratch: Scratch, { isQuick }: BenchOptions): Promise<BenchResult> {
  const lab = isQuick ? quickLab : fullLab;
  const { few, many, throttled } = lab;
  const { contestants, missing } = await prepareAll(new Set([...few.peers, ...many.peers, ...throttled.peers]));
  const inLab = (some: readonly Peer[], oursInFlight: readonly number[] = []) => [
    ...some.flatMap((peer) => contestants.get(peer) ?? []),
    ...[...oursInFlight, "auto" as const].map(ourContestant),
  ];
  const measurements: Measurements = {
    few: await measureQuiet(inLab(few.peers, few.oursInFlight), few, lab, scratch),
    many: await measureQuiet(inLab(many.peers, many.oursInFlight), many, lab, scratch),
    throttled: await measureThrottled(inLab(throttled.peers), lab, scratch),
  };
  const figures = figuresOf(measurements, plainLoop, isQuick ? regression : promised);
  return { bench: "peers", figures: [...figures, ...missing], raw: { lab, measurements } };
}

async function prepareAll(peers: Iterable<Peer>) {
  const contestants = new Map<Peer, Contestant>();
  const missing: Figure[] = [];
  for (const peer of peers) {
    const prepared = await prepare(peer);
    if ("command" in prepared) contestants.set(peer, peerContestant(peer, prepared.command));
    else missing.push({ what: `  ${peer.name}`, value: `left out: ${prepared.missing}` });
  }
  return { contestants, missing };
}
