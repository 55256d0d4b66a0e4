import type { SimulatedTenantOptions } from "../../../src/simulator/start.ts";
import type { ThrottleOptions } from "../../../src/simulator/throttle.ts";
import { parallelBatches, parallelLoop, peers, plainLoop, script } from "./list.ts";
import type { Peer } from "./peer.ts";

/** A tenant for a cold and a warm pass, and who is measured there beside our default. */
export interface QuietLab {
  readonly tenant: SimulatedTenantOptions;
  readonly peers: readonly Peer[];
  /** Calls in flight of more runs of ours. */
  readonly oursInFlight: readonly number[];
  /** How often everybody passes, by turns. */
  readonly rounds: number;
}

/** What everybody is measured in. */
export interface Lab {
  /** So few people that the slowest come to an end. */
  readonly few: QuietLab;
  /** So many that what a pass costs once, whoever is asked, counts little: for the quickest two ways. */
  readonly many: QuietLab;
  readonly throttled: {
    readonly tenant: SimulatedTenantOptions & { readonly throttle: ThrottleOptions };
    readonly peers: readonly Peer[];
    /** Photo requests about a part of the people are refused so often each, beside the token bucket. */
    readonly refused: { readonly share: number; readonly timesEach: number; readonly retryAfterSeconds: number };
  };
  /** The part of the photos that are others in the warm pass. */
  readonly changedShare: number;
  /** A peer without state whose cold pass took longer makes no warm one: it would be the same. */
  readonly tediousMs: number;
  /** Who has not ended by then is ended. */
  readonly limitMs: number;
}

/** The service: 50 ms a call, and 50 ms a photo request, of which those of a batch run four at a time. */
const latency = { callMs: 50, callJitterMs: 0, itemMs: 50 };
const throttle = { capacity: 50, refillPerSecond: 100, retryAfterSeconds: 1 };
const refused = { share: 0.1, timesEach: 2, retryAfterSeconds: 1 };
const changedShare = 0.01;

/** About ten minutes with all peers, on a machine that has nothing else to do. */
export const fullLab: Lab = {
  few: { tenant: { people: 300, latency }, peers, oursInFlight: [1, 10], rounds: 1 },
  many: {
    tenant: { people: 10_000, latency },
    peers: [parallelLoop, parallelBatches],
    oursInFlight: [4, 16],
    rounds: 1,
  },
  throttled: { tenant: { people: 100, latency, throttle }, peers, refused },
  changedShare,
  tediousMs: 45_000,
  limitMs: 180_000,
};

/** About a minute with the light peers: for a regression check. */
export const quickLab: Lab = {
  few: { tenant: { people: 150, latency }, peers: [plainLoop, script], oursInFlight: [], rounds: 1 },
  many: { tenant: { people: 800, latency }, peers: [parallelBatches], oursInFlight: [4], rounds: 1 },
  throttled: { tenant: { people: 100, latency, throttle }, peers: [parallelLoop, parallelBatches, script], refused },
  changedShare,
  tediousMs: 10_000,
  limitMs: 60_000,
};
