import type { Peer } from "./peer.ts";

const loop = { runBy: "node", way: "loop", keepsState: false } as const;

/** The loop that most scripts have: a person at a time. */
export const plainLoop: Peer = { ...loop, name: "microsoft-graph-client", folder: "graph-client", inFlight: 1 };

/** The same, as many at once as scripts dare. */
export const parallelLoop: Peer = { ...plainLoop, inFlight: 16 };
const batches: Peer = { ...plainLoop, name: "microsoft-graph-client, $batch of 20", way: "batch" };
/** The quickest of them. */
export const parallelBatches: Peer = { ...batches, inFlight: 4 };
const kiota: Peer = { ...loop, name: "msgraph-sdk (Kiota)", folder: "msgraph-sdk", inFlight: 4 };
/** Of our own making, in the style of the best public one. */
export const script: Peer = {
  ...loop,
  name: "script with etags and state",
  folder: "script",
  inFlight: 1,
  keepsState: true,
};

/** All that passes are measured against. */
export const peers: readonly Peer[] = [
  plainLoop,
  { ...plainLoop, inFlight: 4 },
  parallelLoop,
  batches,
  parallelBatches,
  kiota,
  { ...kiota, inFlight: 16 },
  script,
  { ...loop, name: "Backstage's client", folder: "backstage", inFlight: 10 },
  // One at a time: its commands share a logger, and with several at once some find it gone.
  { ...loop, name: "CLI for Microsoft 365, one process", folder: "cli-microsoft365", inFlight: 1 },
  { ...loop, name: ".NET's Microsoft.Graph", folder: "dotnet", runBy: "dotnet", inFlight: 16 },
];
